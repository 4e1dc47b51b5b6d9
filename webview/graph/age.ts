const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The steps in which an age is told: while one is younger than `below`, it is told in units. */
const STEPS = [
  { below: MINUTE, step: 5 * SECOND, unit: SECOND, name: 's' },
  { below: HOUR, step: MINUTE, unit: MINUTE, name: 'min' },
  { below: Infinity, step: HOUR, unit: HOUR, name: 'h' },
] as const;

/** An age in words, e.g. `just now`, `15 s ago`, `3 min ago`. @param age milliseconds. */
export function ageInWords(age: number): string {
  if (age < 5 * SECOND) return 'just now';
  const { step, unit, name } = stepOf(age);
  return `${(Math.floor(age / step) * step) / unit} ${name} ago`;
}

/** Milliseconds until {@link ageInWords} says something else. */
export function untilNextAge(age: number): number {
  const { step } = stepOf(age);
  return step - (Math.max(0, age) % step);
}

function stepOf(age: number): (typeof STEPS)[number] {
  return STEPS.find(({ below }) => age < below) ?? STEPS[2];
}
