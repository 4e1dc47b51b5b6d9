import {
  forceCollide,
  forceLink,
  forceManyBody,
  forceRadial,
  forceSimulation,
  forceX,
  forceY,
  type SimulationLinkDatum,
  type SimulationNodeDatum,
} from 'd3-force';
import type { Point } from '../scene/point';
import { ROOM, type LayoutLink, type LayoutNode } from './place';

interface Body extends SimulationNodeDatum {
  readonly id: string;
  readonly hub: boolean;
}

/** Pixels, at a zoom of one, between two stars that are linked. */
const DISTANCE = 240;
/** Radius of the ring on which a few stars are held; more of them find a form of their own. */
const RING = 175;
const FEW = 12;
/** Rounds until the forces have cooled down; larger graphs get fewer, so that nobody waits for long: neither a page that waits for its few stars, nor a worker for many. */
const ROUNDS = 300;
const ROUNDS_OF_FEW = 12_000;
const ROUNDS_OF_MANY = 100_000;
/** From so many on they begin spread over a disc: from a ring they would not find together in their few rounds. */
const MANY = 150;

/**
 * Places stars by forces. The same input gives the same picture; stars whose position is known stay exactly there, and
 * new ones find their place among them. Runs to its end at once: nothing moves afterwards.
 * @returns the positions of all nodes given.
 */
export function forced(
  nodes: readonly LayoutNode[],
  links: readonly Pick<LayoutLink, 'from' | 'to'>[],
  known: ReadonlyMap<string, Point>,
): Map<string, Point> {
  const rounds = forcing(nodes, links, known);
  for (;;) {
    const round = rounds.next();
    if (round.done) return round.value;
  }
}

/** The same, round by round. */
export function* forcing(
  nodes: readonly LayoutNode[],
  links: readonly Pick<LayoutLink, 'from' | 'to'>[],
  known: ReadonlyMap<string, Point>,
): Generator<undefined, Map<string, Point>> {
  if (nodes.every(({ id }) => known.has(id)))
    return new Map(nodes.map(({ id }) => [id, known.get(id) ?? { x: 0, y: 0 }]));
  const sorted = nodes.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const bodies = bodiesOf(sorted, links, known);
  const ids = new Set(sorted.map(({ id }) => id));
  const ties: SimulationLinkDatum<Body>[] = links
    .filter(({ from, to }) => ids.has(from) && ids.has(to))
    .map(({ from, to }) => ({ source: from, target: to }));
  const simulation = forceSimulation(bodies)
    .force('charge', forceManyBody().strength(-1400))
    .force(
      'ring',
      bodies.length <= FEW ? forceRadial<Body>(({ hub }) => (hub ? 0 : radiusOf(bodies.length))).strength(0.5) : null,
    )
    .force(
      'link',
      forceLink<Body, SimulationLinkDatum<Body>>(ties)
        .id(({ id }) => id)
        .distance(DISTANCE)
        .strength(0.06),
    )
    .force('x', forceX().strength(0.06))
    // Editors are wider than high.
    .force('y', forceY().strength(0.09))
    .stop();
  const rounds = Math.min(ROUNDS, Math.ceil((bodies.length < MANY ? ROUNDS_OF_FEW : ROUNDS_OF_MANY) / bodies.length));
  // Half of a round's work: few stars, which have room to spare, need not mind at first whom they pass.
  const minding = bodies.length < MANY ? Math.floor(rounds / 2) : 0;
  // Fewer rounds cool down faster.
  if (rounds < ROUNDS) simulation.alphaDecay(1 - simulation.alphaMin() ** (1 / rounds));
  for (let round = 0; round < rounds; round += 1) {
    if (round === minding) simulation.force('room', forceCollide(ROOM));
    simulation.tick();
    yield;
  }
  return new Map(bodies.map(({ id, x = 0, y = 0 }) => [id, known.get(id) ?? { x: Math.round(x), y: Math.round(y) }]));
}

/** New stars begin on a circle, in order and symmetric, many of them on a disc; or beside the neighbours that they already have. */
function bodiesOf(
  nodes: readonly LayoutNode[],
  links: readonly Pick<LayoutLink, 'from' | 'to'>[],
  known: ReadonlyMap<string, Point>,
): Body[] {
  const starts = startsOf(nodes);
  const neighbours = new Map<string, string[]>(nodes.map(({ id }) => [id, []]));
  for (const { from, to } of links) {
    neighbours.get(from)?.push(to);
    neighbours.get(to)?.push(from);
  }
  return nodes.map(({ id, hub }) => {
    const place = known.get(id);
    if (place) return { id, hub, x: place.x, y: place.y, fx: place.x, fy: place.y };
    const start = starts.get(id) ?? { x: 0, y: 0 };
    const middle = middleOf(neighbours.get(id) ?? [], known);
    return { id, hub, x: middle.x + start.x, y: middle.y + start.y };
  });
}

/** Where stars would stand that nothing pulls: the hub in the middle, the others round it, in the order given. */
export function startsOf(nodes: readonly LayoutNode[]): Map<string, Point> {
  const ring = nodes.filter(({ hub }) => !hub);
  const radius = radiusOf(nodes.length);
  return new Map(
    ring.map(({ id }, index) => {
      if (ring.length >= MANY) {
        // As seeds stand in a sunflower.
        const [angle, away] = [index * Math.PI * (3 - Math.sqrt(5)), ROOM * Math.sqrt(index + 0.5)];
        return [id, { x: 1.3 * away * Math.cos(angle), y: away * Math.sin(angle) }];
      }
      const angle = (index / ring.length) * 2 * Math.PI - Math.PI / 2;
      return [id, { x: radius * Math.cos(angle), y: radius * Math.sin(angle) }];
    }),
  );
}

function radiusOf(count: number): number {
  return Math.max(RING, (count * ROOM) / Math.PI);
}

function middleOf(ids: readonly string[], known: ReadonlyMap<string, Point>): Point {
  const places = ids.flatMap((id) => known.get(id) ?? []);
  const sum = places.reduce((total, { x, y }) => ({ x: total.x + x, y: total.y + y }), { x: 0, y: 0 });
  return { x: sum.x / Math.max(1, places.length), y: sum.y / Math.max(1, places.length) };
}
