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
import { movingApart } from './apart';
import { beside } from './beside';
import { spread } from './spread';
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
/** Iterations until the forces have cooled down, for a few stars on a ring, and for more that are spread already. */
const ROUNDS = 300;
const ROUNDS_OF_SPREAD = 24;
/** Beyond these numbers of stars and links, spread stars are only kept apart: forces would hardly move them. */
const MANY = 150;
const MANY_LINKS = 400;

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
  const missing = nodes.filter(({ id }) => !known.has(id)).length;
  if (missing * 2 <= nodes.length) return beside(nodes, links, known);
  const sorted = nodes.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const bodies = bodiesOf(sorted, links, known);
  const ids = new Set(sorted.map(({ id }) => id));
  const ties: SimulationLinkDatum<Body>[] = links
    .filter(({ from, to }) => ids.has(from) && ids.has(to))
    .map(({ from, to }) => ({ source: from, target: to }));
  const isFew = bodies.length <= FEW;
  if (bodies.length > MANY || (!isFew && ties.length > MANY_LINKS)) {
    const spaced = bodies.map(({ x = 0, y = 0, fx }) => ({ x, y, fixed: typeof fx === 'number' }));
    yield* movingApart(spaced);
    return new Map(bodies.map(({ id }, at) => [id, known.get(id) ?? rounded(spaced[at])]));
  }
  const rounds = isFew ? ROUNDS : ROUNDS_OF_SPREAD;
  const simulation = forceSimulation(bodies)
    .stop()
    .force('charge', forceManyBody().strength(-1400))
    .force('ring', isFew ? forceRadial<Body>(({ hub }) => (hub ? 0 : radiusOf(bodies.length))).strength(0.5) : null)
    .force(
      'link',
      forceLink<Body, SimulationLinkDatum<Body>>(ties)
        .id(({ id }) => id)
        .distance(DISTANCE)
        .strength(0.06),
    )
    .force('x', forceX().strength(0.06))
    // Editors are usually wider than high.
    .force('y', forceY().strength(0.09));
  // Collision is half of the work. Stars have enough space to ignore it at first.
  const minding = Math.floor(rounds / 2);
  // Fewer iterations cool down faster.
  if (rounds < ROUNDS) simulation.alphaDecay(1 - simulation.alphaMin() ** (1 / rounds));
  for (let round = 0; round < rounds; round += 1) {
    if (round === minding) simulation.force('room', forceCollide(ROOM).iterations(isFew ? 1 : 2));
    simulation.tick();
    yield;
  }
  return new Map(bodies.map((body) => [body.id, known.get(body.id) ?? rounded(body)]));
}

function rounded({ x = 0, y = 0 }: Pick<SimulationNodeDatum, 'x' | 'y'> = {}): Point {
  return { x: Math.round(x), y: Math.round(y) };
}

/** New stars start on a circle or, if there are more than a few, spread by their distances. */
function bodiesOf(
  nodes: readonly LayoutNode[],
  links: readonly Pick<LayoutLink, 'from' | 'to'>[],
  known: ReadonlyMap<string, Point>,
): Body[] {
  const starts = nodes.length <= FEW ? startsOf(nodes) : spread(nodes, links);
  return nodes.map(({ id, hub }) => {
    const place = known.get(id);
    if (place) return { id, hub, x: place.x, y: place.y, fx: place.x, fy: place.y };
    const start = starts.get(id) ?? { x: 0, y: 0 };
    return { id, hub, ...start };
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
