import type { Boxes } from './boxes';
import { pointAt, type Curve } from '../curve';
import type { Box } from '../scene';

/** A sign on an edge, with words below it. Lengths are those of the picture at a zoom of one. */
export interface MarkedEdge {
  readonly key: string;
  readonly curve: Curve;
  /** Width of the words, at the size they have at a zoom of one. */
  readonly width: number;
}

/** Parts of the way along an edge where its sign may be: off the middle first, so that it misses that of the opposite edge. */
export const MARK_AT = [0.36, 0.28, 0.44, 0.2, 0.52, 0.6] as const;

/** Half the height of a sign, and where below its middle the words end. */
const SIGN = 11;
const WORDS_END = 30;
const AROUND = 3;

/**
 * Finds a part of the way for each sign where its words meet no label, disc or other sign; undefined where there is none,
 * and the words are left out.
 * @param taken is given the boxes of the signs.
 */
export function placeMarks(
  edges: readonly MarkedEdge[],
  scale: number,
  taken: Boxes,
): ReadonlyMap<string, number | undefined> {
  const places = new Map<string, number | undefined>();
  for (const edge of edges) {
    const free = MARK_AT.find((part) => taken.haveRoom([boxOf(edge, part, scale)], edge.key));
    places.set(edge.key, free);
    if (free !== undefined) taken.add([boxOf(edge, free, scale)], edge.key);
  }
  return places;
}

function boxOf({ curve, width }: MarkedEdge, part: number, scale: number): Box {
  const { x, y } = pointAt(curve, part);
  const half = Math.max((scale * width) / 2, SIGN) + AROUND;
  return { left: x - half, top: y - SIGN - AROUND, right: x + half, bottom: y + scale * WORDS_END + AROUND };
}
