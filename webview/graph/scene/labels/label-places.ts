import type { Point } from '../point';
import { Boxes } from './boxes';
import type { Box } from '../scene';

/** A star and its label. Lengths are those of the picture at a zoom of one. */
export interface Labelled {
  readonly id: string;
  readonly place: Point;
  /** Of its disc. */
  readonly radius: number;
  /** The preferred side of the label. */
  readonly above: boolean;
  /** Widths of the name and of the line below it, at a zoom of one; 0 for none. */
  readonly name: number;
  readonly detail: number;
}

/** The position of a label, and how many of its lines fit. */
export interface LabelPlace {
  readonly above: boolean;
  readonly lines: 0 | 1 | 2;
}

/** Gap between the rim of a disc and its label. */
export const LABEL_GAP = 9;
/** Heights of the two lines, and the margin that other labels keep. */
const NAME_HEIGHT = 17;
const DETAIL_HEIGHT = 15;
const AROUND = 2;

/**
 * Places each label where it intersects no other label and no disc: on the preferred side, else on the other. Names
 * have priority over the lines below them, and earlier stars over later ones; labels without room are omitted.
 * @param scale Size of the letters relative to the picture, compared to a zoom of one.
 * @param others Further boxes that no label may intersect.
 * @param taken Receives the boxes of discs and labels.
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
    // Above a disc, the line below moves the name up, so both are checked.
    const boxes = boxesOf(star, place.above, 2, scale);
    if (!taken.haveRoom(boxes, star.id)) continue;
    taken.add(boxes, star.id);
    places.set(star.id, { ...place, lines: 2 });
  }
  return places;
}

/** Returns the boxes of a label's first lines, one below the other. */
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
