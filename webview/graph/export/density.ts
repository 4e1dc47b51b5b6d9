/** Pixels of the file for one of the picture. */
export const DENSITY = 2;
/** A browser's canvas has an end; and so has the patience of whoever opens the file. */
const MOST_SIDE = 8_192;
const MOST_AREA = 40_000_000;

/** How many pixels a picture's file has for one of its own. */
export function densityFor({ width, height }: { readonly width: number; readonly height: number }): number {
  return Math.min(DENSITY, MOST_SIDE / width, MOST_SIDE / height, Math.sqrt(MOST_AREA / (width * height)));
}
