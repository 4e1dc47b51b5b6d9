/** The theme's own chart colors, in an order that keeps neighbors far apart, also for the color-blind; not orange, which light themes hardly tell from yellow. On light ground they are deepened: not all stand out from it by themselves. */
const THEME = ['blue', 'yellow', 'purple', 'green', 'red'].map(
  (name) => `color-mix(in srgb, var(--vscode-charts-${name}), var(--vscode-foreground) var(--deepened))`,
);

/** Hues, in degrees, that lie between those of the theme. */
const BETWEEN = [195, 350, 115, 280, 225, 170, 50];

/** Steps of the golden angle never come close to an earlier hue soon. */
const GOLDEN_ANGLE = 137.508;

/** The color at a place in the palette: the theme's first, then made ones whose lightness follows the theme. Never runs out. */
export function colorAt(place: number): string {
  const made = place - THEME.length;
  return (
    THEME[place] ?? `oklch(var(--star-lightness) 0.14 ${(BETWEEN[made] ?? (made * GOLDEN_ANGLE) % 360).toFixed(1)})`
  );
}

/** Gives each id that has none the lowest place that is free; known ids keep theirs. */
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
