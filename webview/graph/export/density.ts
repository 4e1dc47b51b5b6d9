/** Pixels of the file per pixel of the drawing. */
export const DENSITY = 2;
/** Maximum side length in pixels, because the size of a canvas is limited. */
const MOST_SIDE = 8_192;
const MOST_AREA = 40_000_000;

/** Returns the pixel density for an image of a given size. */
export function densityFor({ width, height }: { readonly width: number; readonly height: number }): number {
  return Math.min(DENSITY, MOST_SIDE / width, MOST_SIDE / height, Math.sqrt(MOST_AREA / (width * height)));
}
