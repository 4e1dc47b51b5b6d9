import type { EdgeShape, NodeShape, Scene } from '../scene/scene';
import type { Point } from '../scene/point';

export type Way = 'left' | 'right' | 'up' | 'down';

/** The focused star, edge or group frame, by ID or key. */
export type NavigationTarget = { readonly node: string } | { readonly edge: string } | { readonly frame: string };

const VECTOR: Readonly<Record<Way, readonly [number, number]>> = {
  left: [-1, 0],
  right: [1, 0],
  up: [0, -1],
  down: [0, 1],
};

/** Weight of the distance perpendicular to the direction. */
const ASIDE = 2;

/** Cosine of the maximum angle between an arrow key and an edge: 45 degrees. */
const ALONG = Math.SQRT1_2;

/** Returns the nearest star in a direction, or undefined. */
export function starTowards(id: string, way: Way, { nodes }: Scene): string | undefined {
  const from = nodes.find(({ node }) => node.id === id)?.place;
  if (!from) return undefined;
  const [wx, wy] = VECTOR[way];
  const cost = ({ place }: NodeShape) => {
    const [dx, dy] = [place.x - from.x, place.y - from.y];
    const ahead = dx * wx + dy * wy;
    return ahead <= 0 ? Infinity : ahead + ASIDE * Math.abs(dx * wy - dy * wx);
  };
  const best = nodes.reduce<NodeShape | undefined>(
    (found, shape) => (cost(shape) < (found ? cost(found) : Infinity) ? shape : found),
    undefined,
  );
  return best?.node.id;
}

/** Returns the outgoing edges of a star, by target. */
function edgesFrom(id: string, { edges, edgeIndex }: Scene): readonly EdgeShape[] {
  return edgeIndex
    .out(id)
    .flatMap((at) => edges[at] ?? [])
    .toSorted((a, b) => (a.edge.to < b.edge.to ? -1 : 1));
}

/** Returns the edge of a star closest to a direction. Of two opposite edges, the outgoing one. */
function edgeTowards(id: string, way: Way, scene: Scene): EdgeShape | undefined {
  const cosine = ({ edge }: EdgeShape) =>
    edge.from === id
      ? cosineOf(edge.from, edge.to, way, scene) + Number.EPSILON
      : cosineOf(edge.to, edge.from, way, scene);
  const own = scene.edgeIndex.of(id).flatMap((at) => scene.edges[at] ?? []);
  return own.reduce<EdgeShape | undefined>(
    (best, shape) => (cosine(shape) > (best ? cosine(best) : 0) ? shape : best),
    undefined,
  );
}

/** Returns the cosine of the angle between two stars and a direction, or zero if a star is not shown. */
function cosineOf(from: string, to: string, way: Way, { nodes }: Scene): number {
  const at = (id: string): Point | undefined => nodes.find(({ node }) => node.id === id)?.place;
  const [start, end] = [at(from), at(to)];
  if (!start || !end) return 0;
  const [wx, wy] = VECTOR[way];
  const [dx, dy] = [end.x - start.x, end.y - start.y];
  return (dx * wx + dy * wy) / (Math.hypot(dx, dy) || 1);
}

/**
 * Returns the target of a key, or undefined. Arrow keys move between stars, and with Shift along edges. On an edge,
 * perpendicular arrow keys move around its source. Escape goes back from an edge to its star, and from a star to its
 * frame.
 */
export function follow(
  { key, shiftKey }: { readonly key: string; readonly shiftKey: boolean },
  at: NavigationTarget,
  scene: Scene,
): NavigationTarget | undefined {
  if (key === 'Home' || key === 'End') {
    const node = scene.nodes.at(key === 'Home' ? 0 : -1)?.node.id;
    return node === undefined ? undefined : { node };
  }
  const way = /^Arrow(Left|Right|Up|Down)$/.exec(key)?.[1]?.toLowerCase() as Way | undefined;
  if ('node' in at) return fromStar(key, way, shiftKey, at.node, scene);
  return 'edge' in at ? fromEdge(key, way, at.edge, scene) : fromFrame(way, at.frame, scene);
}

function fromStar(
  key: string,
  way: Way | undefined,
  along: boolean,
  id: string,
  scene: Scene,
): NavigationTarget | undefined {
  if (key === 'Escape') {
    const group = scene.nodes.find(({ node }) => node.id === id)?.node.group;
    return group !== undefined && scene.frames.some((frame) => frame.key === group) ? { frame: group } : undefined;
  }
  if (!way) return undefined;
  if (along) {
    const edge = edgeTowards(id, way, scene);
    return edge && { edge: edge.key };
  }
  const node = starTowards(id, way, scene);
  return node === undefined ? undefined : { node };
}

function fromEdge(key: string, way: Way | undefined, edgeKey: string, scene: Scene): NavigationTarget | undefined {
  const edge = scene.edges.find((shape) => shape.key === edgeKey)?.edge;
  if (!edge) return undefined;
  if (key === 'Escape') return { node: edge.from };
  if (!way) return undefined;
  const cosine = cosineOf(edge.from, edge.to, way, scene);
  if (Math.abs(cosine) >= ALONG) return { node: cosine > 0 ? edge.to : edge.from };
  const ring = edgesFrom(edge.from, scene);
  const step = way === 'right' || way === 'down' ? 1 : -1;
  const next = ring.at((ring.findIndex((shape) => shape.key === edgeKey) + step) % ring.length);
  return next && { edge: next.key };
}

function fromFrame(way: Way | undefined, key: string, { nodes }: Scene): NavigationTarget | undefined {
  const first = way && nodes.find(({ node }) => node.group === key);
  return first && { node: first.node.id };
}
