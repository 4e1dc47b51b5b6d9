import type { Boxes } from './boxes';
import { pointAt, type Curve } from '../curve';
import type { Box } from '../box';

/** A mark on an edge: a text, usually below a sign. Lengths are those of the picture at a zoom of one. */
export interface MarkedEdge {
  readonly key: string;
  readonly curve: Curve;
  /** Width of the text at a zoom of one. */
  readonly width: number;
  /** Whether it has no sign. */
  readonly isText: boolean;
}

/** Fractions of an edge at which its mark may be placed: off center first, which avoids that of the opposite edge. */
export const MARK_AT = [0.36, 0.28, 0.44, 0.2, 0.52, 0.6] as const;

/** Half the height of a mark, and where its text ends below its center. */
const SIGN = 11;
const WORDS_END = 30;
const AROUND = 3;
/** Half the height of a text without a sign, at a zoom of one. */
const TEXT = 8;

/**
 * Returns a fraction for each mark at which its text intersects no label, disc or other mark; undefined if there is
 * none and the text is omitted.
 * @param taken Receives the boxes of the marks.
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

function boxOf({ curve, width, isText }: MarkedEdge, part: number, scale: number): Box {
  const { x, y } = pointAt(curve, part);
  if (isText) {
    const [across, down] = [(scale * width) / 2 + AROUND, scale * TEXT];
    return { left: x - across, top: y - down, right: x + across, bottom: y + down };
  }
  const half = Math.max((scale * width) / 2, SIGN) + AROUND;
  return { left: x - half, top: y - SIGN - AROUND, right: x + half, bottom: y + scale * WORDS_END + AROUND };
}
