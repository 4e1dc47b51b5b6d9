import { boxesAlong } from './along';
import { DIRECT, type Bend, type Curve } from './curve';
import { Boxes } from './labels/boxes';
import { discBox, labelBoxes, LABEL_SIDES, placeLabels, type Labelled, type LabelSide } from './labels/label-places';
import type { Box } from './box';
import { Obstacles, type Obstacle } from './obstacles';

/** An edge to route. */
export interface RoutedEdge {
  readonly from: string;
  readonly to: string;
  /** Returns the edge's curve with a bend. */
  readonly curve: (bend: Bend) => Curve;
}

/** How edges bend, in their order, and where labels are, by star. */
export interface Routes {
  readonly bends: readonly Bend[];
  readonly sides: ReadonlyMap<string, LabelSide>;
}

/** Bows in order of preference. */
const BOWS = [0.05, 0.2, -0.09, 0.26, -0.16, 0.33, -0.23, 0.4, -0.3, 0.48, -0.37, 0.57, -0.45, 0.68, -0.54, 0.8, -0.65];

/** Leans of an edge that finds no way with an even bow, and the steps and limit of its bows. */
const LEANS = [0, 0.3, -0.3, 0.6, -0.6];
const FINE = 0.08;
const WIDEST = 1.6;

/**
 * Costs of crossing a name or a title, the line below a name, which can be omitted, and a disc, compared to the next bow
 * in order.
 */
const NAME = 100;
const DETAIL = 20;
const DISC = 40;
/** The cost of lying on the opposite edge. */
const COVERED = 60;

/** A bend, and what it costs by itself. */
interface Candidate {
  readonly bend: Bend;
  readonly cost: number;
}

/** The bend of an edge, and what it costs with all that the edge crosses. */
interface Choice {
  readonly candidate: Candidate;
  readonly cost: number;
}

const FIRST: Candidate = { bend: DIRECT, cost: 0 };
const UNDECIDED: Choice = { candidate: FIRST, cost: Infinity };

/** All bends, the least costly first. Hardly any costs as much as crossing a name. */
const CANDIDATES: readonly Candidate[] = [
  FIRST,
  ...BOWS.map((bow, index) => ({ bend: { bow, lean: 0 }, cost: index + 1 })),
  ...Array.from({ length: Math.floor(WIDEST / FINE) }, (_, step) => (step + 1) * FINE)
    .flatMap((bow) => [bow, -bow].flatMap((side) => LEANS.map((lean) => ({ bow: side, lean }))))
    .map((bend) => ({ bend, cost: BOWS.length + 30 * Math.abs(bend.bow) + 60 * Math.abs(bend.lean) })),
].toSorted((a, b) => a.cost - b.cost);

/** Minimum difference of the bows of an edge and the opposite one, as both appear on the same side. */
const APART = 0.1;

/** Labels move out of the way of edges, then edges of labels: twice, and again as long as names are crossed. */
const ROUNDS = 2;
const MOST_ROUNDS = 6;

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
  const ways = edges.map(waysOf);
  const opposite = oppositesOf(edges);
  let chosen: readonly Choice[] = edges.map(() => UNDECIDED);
  let best: Routes = { bends: [], sides: new Map() };
  let [least, crossed] = [Infinity, true];
  for (let round = 0; round < (crossed ? MOST_ROUNDS : ROUNDS); round += 1) {
    const curves = ways.map(({ curve }, index) => curve((chosen[index] ?? UNDECIDED).candidate));
    const sides = sidesFor(labels, curves, titles, scale);
    // The first rounds find better ways for all edges, the others only for those that still cross names.
    chosen = choose(obstaclesOf(labels, sides, titles, scale), ways, opposite, chosen, round < ROUNDS);
    crossed = chosen.some(({ cost }) => cost >= NAME);
    const cost = chosen.reduce((sum, edge) => sum + edge.cost, 0);
    if (cost < least) [best, least] = [{ bends: chosen.map(({ candidate }) => candidate.bend), sides }, cost];
  }
  return best;
}

/** The curves of an edge, computed once. */
interface Way {
  readonly from: string;
  readonly to: string;
  readonly curve: (candidate: Candidate) => Curve;
}

function waysOf({ from, to, curve }: RoutedEdge): Way {
  const known = new Map<Candidate, Curve>();
  return {
    from,
    to,
    curve: (candidate) => {
      const met = known.get(candidate);
      if (met) return met;
      const computed = curve(candidate.bend);
      known.set(candidate, computed);
      return computed;
    },
  };
}

/** Returns the place of each edge's opposite one, if it has one. */
function oppositesOf(edges: readonly RoutedEdge[]): readonly (number | undefined)[] {
  const places = new Map(edges.map(({ from, to }, place) => [JSON.stringify([from, to]), place]));
  return edges.map(({ from, to }) => places.get(JSON.stringify([to, from])));
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

function obstaclesOf(
  labels: readonly Labelled[],
  sides: ReadonlyMap<string, LabelSide>,
  titles: readonly Box[],
  scale: number,
): Obstacles {
  const texts = labels.map((label) => labelBoxes(label, sides.get(label.id) ?? 'below', 2, scale));
  return new Obstacles([
    ...titles.map((box): Obstacle => ({ box, cost: NAME })),
    ...texts.flatMap(([name, detail]): readonly Obstacle[] => [
      ...(name ? [{ box: name, cost: NAME }] : []),
      ...(detail ? [{ box: detail, cost: DETAIL }] : []),
    ]),
    ...labels.map(({ id, place, radius }): Obstacle => ({ box: discBox(place, radius), cost: DISC, star: id })),
  ]);
}

/** Returns the best candidate for each edge. @param all Whether to find better ones also for edges that cross no name. */
function choose(
  obstacles: Obstacles,
  ways: readonly Way[],
  opposites: readonly (number | undefined)[],
  before: readonly Choice[],
  all: boolean,
): readonly Choice[] {
  const chosen = [...before];
  for (const [place, { from, to, curve }] of ways.entries()) {
    const opposite = chosen[opposites[place] ?? -1]?.candidate.bend;
    const costOf = (candidate: Candidate, most: number) => {
      const own = candidate.cost + (covers(candidate.bend, opposite) ? COVERED : 0);
      return own < most ? own + obstacles.costOf(curve(candidate), from, to, most - own) : own;
    };
    const last = before[place] ?? UNDECIDED;
    let best = last.candidate;
    let least = costOf(best, Infinity);
    if (all || least >= NAME || least > last.cost) {
      for (const candidate of CANDIDATES) {
        if (candidate.cost >= least) break;
        const cost = costOf(candidate, least);
        if (cost < least) [best, least] = [candidate, cost];
      }
    }
    chosen[place] = { candidate: best, cost: least };
  }
  return chosen;
}

/** Whether an edge lies on the opposite one. */
function covers({ bow, lean }: Bend, opposite: Bend | undefined): boolean {
  return opposite !== undefined && Math.abs(bow + opposite.bow) < APART && Math.abs(lean + opposite.lean) < APART;
}
