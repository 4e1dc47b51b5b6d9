import * as l10n from '@vscode/l10n';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The units of ages: an age younger than `below` is rounded down to `step`. */
const STEPS = [
  { below: MINUTE, step: 5 * SECOND, unit: SECOND, name: 's' },
  { below: HOUR, step: MINUTE, unit: MINUTE, name: 'min' },
  { below: 2 * DAY, step: HOUR, unit: HOUR, name: 'h' },
  { below: Infinity, step: DAY, unit: DAY, name: 'd' },
] as const;

/** Formats an age, for example `just now`, `15 s ago`, `3 min ago`. @param age Milliseconds. */
export function formatAge(age: number): string {
  return age < 5 * SECOND ? l10n.t('just now') : l10n.t('{0} ago', formatSpan(age));
}

/** Formats a duration, for example `a moment`, `15 s`, `3 min`. @param span Milliseconds. */
export function formatSpan(span: number): string {
  if (span < 5 * SECOND) return l10n.t('a moment');
  const { step, unit, name } = stepOf(span);
  return `${(Math.floor(Math.max(0, span) / step) * step) / unit} ${name}`;
}

/**
 * Formats a time of day for the user's locale; with the date if that is not today.
 * @param at Milliseconds since the epoch, as `now`.
 */
export function formatTime(at: number, now: number): string {
  const [then, today] = [new Date(at), new Date(now)];
  const time = then.toLocaleTimeString(undefined, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  return then.toDateString() === today.toDateString()
    ? time
    : `${then.toLocaleDateString(undefined, { day: 'numeric', month: 'short', year: 'numeric' })}, ${time}`;
}

/** Formats a time by its age and exactly, for example `3 min ago, at 14:05:09`: for tooltips, and lists without them. */
export function formatWhen(at: number, now: number): string {
  return l10n.t('{0}, at {1}', formatAge(now - at), formatTime(at, now));
}

/** Returns the milliseconds until the result of {@link formatAge} changes. */
export function untilNextAge(age: number): number {
  const { step } = stepOf(age);
  return step - (Math.max(0, age) % step);
}

function stepOf(age: number): (typeof STEPS)[number] {
  return STEPS.find(({ below }) => age < below) ?? STEPS[3];
}
