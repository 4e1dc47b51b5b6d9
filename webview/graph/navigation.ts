import type { EdgeShape, NodeShape, Scene } from './scene';

export type Way = 'left' | 'right' | 'up' | 'down';

/** What the keyboard is at: a star or an edge, by id or key. */
export type Place = { readonly node: string } | { readonly edge: string };

const VECTOR: Readonly<Record<Way, readonly [number, number]>> = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] };

/** How much a star off the straight way counts as farther. */
const ASIDE = 2;

/** The nearest star in a direction, or undefined when there is none. */
export function starTowards(id: string, way: Way, { nodes }: Scene): string | undefined {
  const from = nodes.find(({ node }) => node.id === id)?.place;
  if (!from) return undefined;
  const [wx, wy] = VECTOR[way];
  const cost = ({ place }: NodeShape) => {
    const [dx, dy] = [place.x - from.x, place.y - from.y];
    const ahead = dx * wx + dy * wy;
    return ahead <= 0 ? Infinity : ahead + ASIDE * Math.abs(dx * wy - dy * wx);
  };
  const best = nodes.reduce<NodeShape | undefined>((found, shape) => (cost(shape) < (found ? cost(found) : Infinity) ? shape : found), undefined);
  return best?.node.id;
}

/** The edges that go out from a star, by where they lead. */
export function edgesFrom(id: string, { edges }: Scene): readonly EdgeShape[] {
  return edges.filter(({ edge }) => edge.from === id).toSorted((a, b) => (a.edge.to < b.edge.to ? -1 : 1));
}

/** Where a key leads from a place; undefined when it leads nowhere. Enter walks along, Escape goes back. */
export function follow(key: string, at: Place, scene: Scene): Place | undefined {
  if (key === 'Home' || key === 'End') {
    const node = scene.nodes.at(key === 'Home' ? 0 : -1)?.node.id;
    return node === undefined ? undefined : { node };
  }
  return 'node' in at ? fromStar(key, at.node, scene) : fromEdge(key, at.edge, scene);
}

function fromStar(key: string, id: string, scene: Scene): Place | undefined {
  if (key === 'Enter') {
    const first = edgesFrom(id, scene)[0];
    return first && { edge: first.key };
  }
  const way = /^Arrow(Left|Right|Up|Down)$/.exec(key)?.[1]?.toLowerCase() as Way | undefined;
  const node = way && starTowards(id, way, scene);
  return node === undefined ? undefined : { node };
}

function fromEdge(key: string, edgeKey: string, scene: Scene): Place | undefined {
  const edge = scene.edges.find((shape) => shape.key === edgeKey)?.edge;
  if (!edge) return undefined;
  if (key === 'Enter') return { node: edge.to };
  if (key === 'Escape') return { node: edge.from };
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key];
  if (step === undefined) return undefined;
  const ring = edgesFrom(edge.from, scene);
  const next = ring.at((ring.findIndex((shape) => shape.key === edgeKey) + step) % ring.length);
  return next && { edge: next.key };
}
