import type { Point } from '../point';
import { Boxes } from './boxes';
import type { Box } from '../scene';

/** A star and what is to stand beside it. Lengths are those of the picture at a zoom of one. */
export interface Labelled {
  readonly id: string;
  readonly place: Point;
  /** Of its disc. */
  readonly radius: number;
  /** Where the label would rather stand. */
  readonly above: boolean;
  /** Widths of the name and of the line below it, at the size they have at a zoom of one; 0 for none. */
  readonly name: number;
  readonly detail: number;
}

/** Where a label stands, and how many of its lines there is room for. */
export interface LabelPlace {
  readonly above: boolean;
  readonly lines: 0 | 1 | 2;
}

/** Between the rim of a disc and its label. */
export const LABEL_GAP = 9;
/** Heights of the two lines, and room beside them that no other label comes into. */
const NAME_HEIGHT = 17;
const DETAIL_HEIGHT = 15;
const AROUND = 2;

/**
 * Finds a place for each label where it meets no other one and no disc: on the side that it would rather have, else on
 * the other. Names come before what stands below them, and earlier stars before later ones; what finds no room is left
 * out.
 * @param scale how much larger than at a zoom of one letters are drawn, against the picture.
 * @param others what else no label may meet.
 * @param taken is given the boxes of discs and labels.
 */
export function placeLabels(
  stars: readonly Labelled[],
  scale: number,
  others: readonly Box[] = [],
  taken = new Boxes(),
): ReadonlyMap<string, LabelPlace> {
  taken.add(others, undefined);
  for (const {
    id,
    place: { x, y },
    radius,
  } of stars)
    taken.add([{ left: x - radius, top: y - radius, right: x + radius, bottom: y + radius }], id);
  const places = new Map<string, LabelPlace>();
  for (const star of stars) {
    const sides = star.name === 0 ? [] : [star.above, !star.above];
    const above = sides.find((side) => taken.haveRoom(boxesOf(star, side, 1, scale), star.id));
    places.set(star.id, { above: above ?? star.above, lines: above === undefined ? 0 : 1 });
    if (above !== undefined) taken.add(boxesOf(star, above, 1, scale), star.id);
  }
  for (const star of stars) {
    const place = places.get(star.id);
    if (!place || place.lines === 0 || star.detail === 0) continue;
    // Above a disc the name makes way for the line below it, so both are asked about.
    const boxes = boxesOf(star, place.above, 2, scale);
    if (!taken.haveRoom(boxes, star.id)) continue;
    taken.add(boxes, star.id);
    places.set(star.id, { ...place, lines: 2 });
  }
  return places;
}

/** The boxes of so many lines of a label, one below the other. */
function boxesOf(
  { place: { x, y }, radius, name, detail }: Labelled,
  above: boolean,
  lines: 1 | 2,
  scale: number,
): readonly Box[] {
  const rows = [
    { width: name, height: NAME_HEIGHT },
    { width: detail, height: DETAIL_HEIGHT },
  ].slice(0, lines);
  const height = scale * rows.reduce((sum, row) => sum + row.height, 0);
  let top = above ? y - radius - LABEL_GAP - height : y + radius + LABEL_GAP;
  return rows.map((row) => {
    const half = (scale * row.width) / 2 + AROUND;
    const box = { left: x - half, top, right: x + half, bottom: top + scale * row.height };
    top = box.bottom;
    return box;
  });
}
