import type { Box } from '../box';
import type { FrameShape } from '../scene';

/** Offset of a title from the frame's corner to its baseline, and the extent of its letters, at a zoom of one. */
export const ASIDE = 14;
export const BASE = 22;
const ASCENT = 12;
const DESCENT = 4;

/** The title of a group's frame: a click collapses the group. */
export function titleOfFrame(name: string): string {
  return `− ${name}`;
}

/**
 * Returns the box of a frame's title.
 * @param width Width of the title at a zoom of one.
 * @param scale Size of the letters relative to the picture, compared to a zoom of one.
 */
export function titleBox({ box: { left, top } }: Pick<FrameShape, 'box'>, width: number, scale: number): Box {
  const base = top + BASE;
  return {
    left: left + ASIDE,
    top: base - ASCENT * scale,
    right: left + ASIDE + width * scale,
    bottom: base + DESCENT * scale,
  };
}
