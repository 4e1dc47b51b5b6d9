/**
 * The theme's own chart colors, in an order that keeps similar ones apart, including for the color-blind; without
 * orange, which light themes hardly distinguish from yellow. Darkened on light backgrounds, where not all have enough
 * contrast.
 */
const THEME = ['blue', 'yellow', 'purple', 'green', 'red'].map(
  (name) => `color-mix(in srgb, var(--vscode-charts-${name}), var(--vscode-foreground) var(--deepened))`,
);

/** Hues, in degrees, between those of the theme. */
const BETWEEN = [195, 350, 115, 280, 225, 170, 50];

/** Multiples of the golden angle stay away from earlier hues. */
const GOLDEN_ANGLE = 137.508;

/** Returns a color by index: the theme's first, then generated ones whose lightness follows the theme. Unlimited. */
export function colorAt(place: number): string {
  const made = place - THEME.length;
  return (
    THEME[place] ?? `oklch(var(--star-lightness) 0.14 ${(BETWEEN[made] ?? (made * GOLDEN_ANGLE) % 360).toFixed(1)})`
  );
}

/** Assigns the lowest free index to each new ID; known IDs keep theirs. */
export function assignColors(ids: readonly string[], known: Readonly<Record<string, number>>): Record<string, number> {
  const places = { ...known };
  const taken = new Set(Object.values(known));
  let next = 0;
  for (const id of ids) {
    if (Object.hasOwn(places, id)) continue;
    while (taken.has(next)) next += 1;
    taken.add(next);
    places[id] = next;
  }
  return places;
}
