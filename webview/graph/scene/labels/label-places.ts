import type { Point } from '../point';
import { Boxes } from './boxes';
import type { Box } from '../box';

/** A star and its label. Lengths are those of the picture at a zoom of one. */
export interface Labelled {
  readonly id: string;
  readonly place: Point;
  /** Of its disc. */
  readonly radius: number;
  /** The preferred side of the label. */
  readonly above: boolean;
  /** The preferred side if the label may also be beside its disc. */
  readonly side?: LabelSide | undefined;
  /** Widths of the name and of the line below it, at a zoom of one; 0 for none. */
  readonly name: number;
  readonly detail: number;
  /** Width of the whole name if it is shortened. */
  readonly whole?: number | undefined;
}

/** The sides of a disc, in order of preference. */
export const LABEL_SIDES = ['below', 'above', 'right', 'left'] as const;
export type LabelSide = (typeof LABEL_SIDES)[number];

/** The position of a label, and how many of its lines fit. */
export interface LabelPlace {
  readonly above: boolean;
  /** Set if it is beside the disc. */
  readonly beside?: 'right' | 'left';
  readonly lines: 0 | 1 | 2;
  /** Whether a name that is usually shortened has room. */
  readonly isWhole?: true;
}

/** Gap between the rim of a disc and its label. */
export const LABEL_GAP = 9;
/** Heights of the two lines, and the margin that other labels keep. */
const NAME_HEIGHT = 17;
const DETAIL_HEIGHT = 15;
const AROUND = 2;

/**
 * Places each label where it intersects no other label and no disc: on the preferred side, else on another. Names have
 * priority over the lines below them, and earlier stars over later ones; labels without room are omitted. Shortened
 * names are whole where that leaves all others their place.
 * @param scale Size of the letters relative to the picture, compared to a zoom of one.
 * @param others Further boxes that no label may intersect.
 * @param taken Receives the boxes of discs and labels.
 * @param edges What names avoid if they can, and the lines below them always.
 */
export function placeLabels(
  stars: readonly Labelled[],
  scale: number,
  others: readonly Box[] = [],
  taken = new Boxes(),
  edges = new Boxes(),
): ReadonlyMap<string, LabelPlace> {
  taken.add(others, undefined);
  for (const { id, place, radius } of stars) taken.add([discBox(place, radius)], id);
  const sides = new Map<string, LabelSide>();
  const places = new Map<string, LabelPlace>();
  for (const star of stars) {
    const free = (star.name === 0 ? [] : sidesOf(star)).filter((side) =>
      taken.haveRoom(labelBoxes(star, side, 1, scale), star.id),
    );
    const side = free.find((candidate) => edges.haveRoom(labelBoxes(star, candidate, 1, scale), star.id)) ?? free[0];
    places.set(star.id, placeAt(side ?? (star.above ? 'above' : 'below'), side === undefined ? 0 : 1));
    if (side === undefined) continue;
    sides.set(star.id, side);
    taken.add(labelBoxes(star, side, 1, scale), star.id);
  }
  for (const star of stars) {
    const side = sides.get(star.id);
    if (side === undefined || star.detail === 0) continue;
    // The line below moves a name that is not below its disc, so both are checked.
    const boxes = labelBoxes(star, side, 2, scale);
    if (!taken.haveRoom(boxes, star.id) || !edges.haveRoom(boxes.slice(1), star.id)) continue;
    taken.add(boxes, star.id);
    places.set(star.id, placeAt(side, 2));
  }
  for (const star of stars) {
    const [place, side] = [places.get(star.id), sides.get(star.id)];
    if (star.whole === undefined || !place || side === undefined || place.lines === 0) continue;
    const boxes = labelBoxes({ ...star, name: star.whole }, side, place.lines, scale);
    if (!taken.haveRoom(boxes, star.id) || !edges.haveRoom(boxes, star.id)) continue;
    taken.add(boxes, star.id);
    places.set(star.id, { ...place, isWhole: true });
  }
  return places;
}

function sidesOf({ above, side }: Labelled): readonly LabelSide[] {
  if (side === undefined) return above ? ['above', 'below'] : ['below', 'above'];
  return [side, ...LABEL_SIDES.filter((other) => other !== side)];
}

function placeAt(side: LabelSide, lines: LabelPlace['lines']): LabelPlace {
  return { above: side === 'above', lines, ...((side === 'right' || side === 'left') && { beside: side }) };
}

/** Returns the box of a disc. */
export function discBox({ x, y }: Point, radius: number): Box {
  return { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius };
}

/** Returns the boxes of a label's first lines, one below the other. */
export function labelBoxes(
  { place: { x, y }, radius, name, detail }: Pick<Labelled, 'place' | 'radius' | 'name' | 'detail'>,
  side: LabelSide,
  lines: 1 | 2,
  scale: number,
): readonly Box[] {
  const rows = [
    { width: name, height: NAME_HEIGHT },
    { width: detail, height: DETAIL_HEIGHT },
  ].slice(0, lines);
  const height = scale * rows.reduce((sum, row) => sum + row.height, 0);
  const rim = radius + LABEL_GAP;
  let top = { below: y + rim, above: y - rim - height, right: y - height / 2, left: y - height / 2 }[side];
  return rows.map((row) => {
    const width = scale * row.width + 2 * AROUND;
    const left = {
      below: x - width / 2,
      above: x - width / 2,
      right: x + rim - AROUND,
      left: x - rim - width + AROUND,
    }[side];
    const box = { left, top, right: left + width, bottom: top + scale * row.height };
    top = box.bottom;
    return box;
  });
}
