import type { Scene } from './scene';

/** A star with its edges and their other ends. */
export interface Neighborhood {
  readonly nodes: ReadonlySet<string>;
  /** By key. */
  readonly edges: ReadonlySet<string>;
}

/** Returns the neighborhood of a star, or undefined if it does not exist. */
export function neighborhoodOf(id: string, { nodes, edges, edgeIndex }: Scene): Neighborhood | undefined {
  if (!nodes.some(({ node }) => node.id === id)) return undefined;
  const own = edgeIndex.of(id).flatMap((at) => edges[at] ?? []);
  return {
    nodes: new Set([id, ...own.flatMap(({ edge }) => [edge.from, edge.to])]),
    edges: new Set(own.map(({ key }) => key)),
  };
}
