import { BOW, endAngle, pointAt, type Curve } from './curve';
import { Boxes } from './labels/boxes';
import { discBox, labelBoxes, LABEL_SIDES, placeLabels, type Labelled, type LabelSide } from './labels/label-places';
import type { Box } from './box';
import type { Point } from './point';

/** An edge to route. */
export interface RoutedEdge {
  readonly from: string;
  readonly to: string;
  /** Returns the edge's curve with a bow. */
  readonly curve: (bow: number) => Curve;
}

/** How edges bend, in their order, and where labels are, by star. */
export interface Routes {
  readonly bows: readonly number[];
  readonly sides: ReadonlyMap<string, LabelSide>;
}

/** Bows, as fractions of an edge's length, in order of preference. */
const BOWS = [
  BOW,
  ...[0.05, 0.2, -0.09, 0.26, -0.16, 0.33, -0.23, 0.4, -0.3, 0.48, -0.37, 0.57, -0.45, 0.68, -0.54, 0.8, -0.65],
] as const;

/** Minimum difference of the bows of an edge and the opposite one, as both appear on the same side. */
const APART = 0.1;

/**
 * Distance between the checked points of an edge, in pixels, so small that what is between two of them can't reach into
 * the corner of a text.
 */
const STEP = 8;
const MOST_STEPS = 200;
/** Length of the glyph beyond the curve's end, in pixels. */
const GLYPH = 12;
/** Distance that edges keep from texts, in pixels. */
const AROUND = 4;
/** Number of points of an edge that one box covers. */
const POINTS = 3;

/**
 * Costs of crossing a name or a title, the line below a name, which can be omitted, and a disc, compared to the next bow
 * in order.
 */
const NAME = 100;
const DETAIL = 20;
const DISC = 40;
/** The cost of lying on the opposite edge. */
const COVERED = 60;

/** Labels move out of the way of edges, then edges of labels, and once more. */
const ROUNDS = 2;

/**
 * Routes edges around labels, discs, and titles of frames, as far as possible.
 * @param scale Size of the letters, compared to a zoom of one. The titles have it.
 */
export function routesOf(
  labels: readonly Labelled[],
  edges: readonly RoutedEdge[],
  titles: readonly Box[],
  scale: number,
): Routes {
  let bows: readonly number[] = edges.map(() => BOW);
  let sides: ReadonlyMap<string, LabelSide> = new Map();
  for (let round = 0; round < ROUNDS; round += 1) {
    sides = sidesFor(
      labels,
      edges.map(({ curve }, index) => curve(bows[index] ?? BOW)),
      titles,
      scale,
    );
    bows = bowsFor(labels, sides, edges, titles, bows, scale);
  }
  return { bows, sides };
}

/** Returns small boxes along curves, which together cover them. */
export function boxesAlong(curves: readonly Curve[]): readonly Box[] {
  return curves.flatMap((curve) => {
    const points = pointsOf(curve);
    return Array.from({ length: Math.ceil((points.length - 1) / POINTS) }, (_, index): Box => {
      const covered = points.slice(index * POINTS, (index + 1) * POINTS + 1);
      return boxOf(covered, AROUND);
    });
  });
}

function sidesFor(
  labels: readonly Labelled[],
  curves: readonly Curve[],
  titles: readonly Box[],
  scale: number,
): ReadonlyMap<string, LabelSide> {
  const along = new Boxes();
  along.add(boxesAlong(curves), undefined);
  // Both lines count here, so that there is room for them.
  const whole = labels.map((label) => ({ ...label, side: label.side ?? LABEL_SIDES[0] }));
  const places = placeLabels(whole, scale, titles, new Boxes(), along);
  return new Map(
    [...places].map(([id, { above, beside }]) => [id, beside ?? (above ? ('above' as const) : ('below' as const))]),
  );
}

function bowsFor(
  labels: readonly Labelled[],
  sides: ReadonlyMap<string, LabelSide>,
  edges: readonly RoutedEdge[],
  titles: readonly Box[],
  before: readonly number[],
  scale: number,
): readonly number[] {
  const texts = labels.map((label) => labelBoxes(label, sides.get(label.id) ?? 'below', 2, scale));
  const obstacles: readonly Obstacle[] = [
    ...titles.map((box) => ({ box, cost: NAME })),
    ...texts.flatMap(([name, detail]) => [
      ...(name ? [{ box: name, cost: NAME }] : []),
      ...(detail ? [{ box: detail, cost: DETAIL }] : []),
    ]),
    ...labels.map(({ id, place, radius }) => ({ box: discBox(place, radius), cost: DISC, star: id })),
  ];
  const at = new Map(edges.map(({ from, to }, index) => [JSON.stringify([from, to]), index]));
  const bows = [...before];
  for (const [place, { from, to, curve }] of edges.entries()) {
    const opposite = bows[at.get(JSON.stringify([to, from])) ?? -1];
    let [best, least] = [BOW as number, Infinity];
    for (const [index, bow] of BOWS.entries()) {
      if (index >= least) break;
      const covered = opposite !== undefined && Math.abs(bow + opposite) < APART ? COVERED : 0;
      const cost = index + covered + costOf(curve(bow), obstacles, from, to);
      if (cost < least) [best, least] = [bow, cost];
    }
    bows[place] = best;
  }
  return bows;
}

/** What an edge keeps off: a text, or a disc other than those at its ends. */
interface Obstacle {
  readonly box: Box;
  readonly cost: number;
  readonly star?: string;
}

function costOf(curve: Curve, obstacles: readonly Obstacle[], from: string, to: string): number {
  // A curve is inside the triangle of its points.
  const hull = boxOf([curve.start, curve.control, curve.end], AROUND);
  const near = obstacles.filter(
    ({ box, star }) =>
      box.left < hull.right &&
      box.right > hull.left &&
      box.top < hull.bottom &&
      box.bottom > hull.top &&
      (star === undefined || (star !== from && star !== to)),
  );
  if (near.length === 0) return 0;
  const points = pointsOf(curve);
  return near.reduce((sum, { box, cost }) => sum + (points.some((point) => isIn(point, box)) ? cost : 0), 0);
}

function isIn({ x, y }: Point, { left, top, right, bottom }: Box): boolean {
  return x > left - AROUND && x < right + AROUND && y > top - AROUND && y < bottom + AROUND;
}

/** @param around The margin around the points. */
function boxOf(points: readonly Point[], around: number): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of points) {
    left = Math.min(left, x - around);
    top = Math.min(top, y - around);
    right = Math.max(right, x + around);
    bottom = Math.max(bottom, y + around);
  }
  return { left, top, right, bottom };
}

function pointsOf(curve: Curve): readonly Point[] {
  const { start, control, end } = curve;
  const length =
    Math.hypot(control.x - start.x, control.y - start.y) + Math.hypot(end.x - control.x, end.y - control.y);
  const steps = Math.max(1, Math.min(MOST_STEPS, Math.ceil(length / STEP)));
  const angle = endAngle(curve);
  return [
    ...Array.from({ length: steps + 1 }, (_, step) => pointAt(curve, step / steps)),
    { x: end.x + GLYPH * Math.cos(angle), y: end.y + GLYPH * Math.sin(angle) },
  ];
}
