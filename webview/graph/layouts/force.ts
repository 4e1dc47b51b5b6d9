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

/** Pixels between two linked stars at a zoom of one. */
const DISTANCE = 240;
/** Radius of the ring for a few stars. More stars find their own shape. */
const RING = 175;
const FEW = 12;
/** Iterations until the forces have cooled down. Larger graphs get fewer, which bounds the time. */
const ROUNDS = 300;
const ROUNDS_OF_FEW = 12_000;
const ROUNDS_OF_MANY = 100_000;
/** From this number on, stars start spread over a disc. From a ring they would not converge in time. */
const MANY = 150;

/**
 * Places stars by forces. Deterministic. Stars with known positions stay exactly there, and new ones find positions
 * among them. Runs to the end, so nothing moves afterwards.
 * @returns The positions of all nodes.
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

/** The same, iteration by iteration. */
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
    // Editors are usually wider than high.
    .force('y', forceY().strength(0.09))
    .stop();
  const rounds = Math.min(ROUNDS, Math.ceil((bodies.length < MANY ? ROUNDS_OF_FEW : ROUNDS_OF_MANY) / bodies.length));
  // Collision is half of the work. A few stars have enough space to ignore it at first.
  const minding = bodies.length < MANY ? Math.floor(rounds / 2) : 0;
  // Fewer iterations cool down faster.
  if (rounds < ROUNDS) simulation.alphaDecay(1 - simulation.alphaMin() ** (1 / rounds));
  for (let round = 0; round < rounds; round += 1) {
    if (round === minding) simulation.force('room', forceCollide(ROOM));
    simulation.tick();
    yield;
  }
  return new Map(bodies.map(({ id, x = 0, y = 0 }) => [id, known.get(id) ?? { x: Math.round(x), y: Math.round(y) }]));
}

/**
 * New stars start on a circle or, if there are many, on a disc, in a deterministic order, or next to neighbors with
 * known positions.
 */
function bodiesOf(
  nodes: readonly LayoutNode[],
  links: readonly Pick<LayoutLink, 'from' | 'to'>[],
  known: ReadonlyMap<string, Point>,
): Body[] {
  const starts = startsOf(nodes);
  const neighbors = new Map<string, string[]>(nodes.map(({ id }) => [id, []]));
  for (const { from, to } of links) {
    neighbors.get(from)?.push(to);
    neighbors.get(to)?.push(from);
  }
  return nodes.map(({ id, hub }) => {
    const place = known.get(id);
    if (place) return { id, hub, x: place.x, y: place.y, fx: place.x, fy: place.y };
    const start = starts.get(id) ?? { x: 0, y: 0 };
    const middle = middleOf(neighbors.get(id) ?? [], known);
    return { id, hub, x: middle.x + start.x, y: middle.y + start.y };
  });
}

/** Start positions without any forces: the hub in the center, the others around it in order. */
export function startsOf(nodes: readonly LayoutNode[]): Map<string, Point> {
  const ring = nodes.filter(({ hub }) => !hub);
  const radius = radiusOf(nodes.length);
  return new Map(
    ring.map(({ id }, index) => {
      if (ring.length >= MANY) {
        // Like the seeds of a sunflower.
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
