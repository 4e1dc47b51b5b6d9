import type { Scene } from './scene';

/** What belongs to a star: itself, its edges, and who is at their other ends. */
export interface Neighborhood {
  readonly nodes: ReadonlySet<string>;
  /** By their keys. */
  readonly edges: ReadonlySet<string>;
}

/** The neighborhood of a star; undefined where there is no such star. */
export function neighborhoodOf(id: string, { nodes, edges, ways }: Scene): Neighborhood | undefined {
  if (!nodes.some(({ node }) => node.id === id)) return undefined;
  const own = ways.of(id).flatMap((at) => edges[at] ?? []);
  return {
    nodes: new Set([id, ...own.flatMap(({ edge }) => [edge.from, edge.to])]),
    edges: new Set(own.map(({ key }) => key)),
  };
}
