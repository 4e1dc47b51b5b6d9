/** The theme's own chart colours, in an order that keeps neighbours far apart, also for the colour-blind. */
const THEME = ['blue', 'yellow', 'purple', 'green', 'orange', 'red'].map((name) => `var(--vscode-charts-${name})`);

/** Steps of the golden angle never come close to an earlier hue soon. */
const GOLDEN_ANGLE = 137.508;

/** The colour at a place in the palette: the theme's first, then made ones whose lightness follows the theme. Never runs out. */
export function colourAt(place: number): string {
  return THEME[place] ?? `oklch(var(--star-lightness) 0.14 ${((place * GOLDEN_ANGLE) % 360).toFixed(1)})`;
}

/** Gives each id that has none the lowest place that is free; known ids keep theirs. */
export function assignColours(ids: readonly string[], known: Readonly<Record<string, number>>): Record<string, number> {
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
