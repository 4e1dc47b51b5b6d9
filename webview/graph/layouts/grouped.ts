import {
  forceCollide,
  forceLink,
  forceManyBody,
  forceSimulation,
  forceX,
  forceY,
  type SimulationLinkDatum,
  type SimulationNodeDatum,
} from 'd3-force';
import { ROOM, type LayoutLink, type LayoutNode, type Places } from './place';

interface Body extends SimulationNodeDatum {
  readonly key: string;
  readonly members: readonly string[];
  readonly radius: number;
}

/** Space between two group frames. */
const GAP = 40;
const ROUNDS = 300;
/** Iterations times groups, which bounds the time. */
const MOST_STEPS = 20_000;

/**
 * Places each group on a disc of its own, by forces within the group, so that no frame contains stars of another group.
 * A star without a group forms its own group.
 */
export function grouped(nodes: readonly LayoutNode[], links: readonly LayoutLink[]): Places {
  const members = new Map<string, string[]>();
  for (const { id, group } of nodes.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const key = group ?? `alone ${id}`;
    members.set(key, [...(members.get(key) ?? []), id]);
  }
  const home = new Map([...members].flatMap(([key, ids]) => ids.map((id) => [id, key] as const)));
  const count = members.size;
  const bodies = [...members].map(([key, ids], index): Body => {
    const angle = (index / count) * 2 * Math.PI - Math.PI / 2;
    const spread = 60 * Math.sqrt(nodes.length);
    return {
      key,
      members: ids,
      radius: radiusOf(ids.length),
      x: spread * Math.cos(angle),
      y: spread * Math.sin(angle),
    };
  });
  const ties = new Map<string, SimulationLinkDatum<Body>>();
  for (const { from, to } of links) {
    const [source, target] = [home.get(from), home.get(to)];
    if (source !== undefined && target !== undefined && source !== target)
      ties.set([source, target].sort().join('\n'), { source, target });
  }
  forceSimulation(bodies)
    .force(
      'charge',
      forceManyBody<Body>().strength(({ radius }) => -8 * radius),
    )
    .force(
      'link',
      forceLink<Body, SimulationLinkDatum<Body>>([...ties.values()])
        .id(({ key }) => key)
        .distance(({ source, target }) => (source as Body).radius + (target as Body).radius + GAP)
        .strength(0.1),
    )
    .force('room', forceCollide<Body>(({ radius }) => radius + GAP / 2).iterations(3))
    .force('x', forceX().strength(0.07))
    .force('y', forceY().strength(0.1))
    .stop()
    .tick(Math.min(ROUNDS, Math.ceil(MOST_STEPS / count)));
  return new Map(
    bodies.flatMap(({ members: ids, x = 0, y = 0 }) =>
      ids.map((id, index) => {
        const { dx, dy } = spiral(index, ids.length);
        return [id, { x: Math.round(x + dx), y: Math.round(y + dy) }] as const;
      }),
    ),
  );
}

/** Returns the radius of a disc for a number of stars. */
function radiusOf(count: number): number {
  return count === 1 ? ROOM : ROOM * (1 + Math.sqrt(count) * 1.25);
}

/** Returns positions on a disc: a ring for a few, a sunflower pattern for more. */
function spiral(index: number, count: number): { readonly dx: number; readonly dy: number } {
  if (count === 1) return { dx: 0, dy: 0 };
  const few = count <= 6;
  const angle = few ? (index / count) * 2 * Math.PI - Math.PI / 2 : index * Math.PI * (3 - Math.sqrt(5));
  const radius = few ? Math.max(ROOM * 0.95, (count * ROOM) / Math.PI) : ROOM * 1.25 * Math.sqrt(index + 0.5);
  return { dx: radius * Math.cos(angle), dy: radius * Math.sin(angle) };
}
