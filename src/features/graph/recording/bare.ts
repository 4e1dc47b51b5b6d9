import type { Graph } from '../protocol/state';

/** A graph as it can be looked at later: without what a person was working on just then, and without buttons. */
export function bare({ observedAt, nodes, edges, banner }: Graph): Graph {
  return {
    kind: 'graph',
    observedAt,
    nodes: nodes.map(({ compared: _, ...node }) => node),
    edges: edges.flatMap(({ lit: _, preview: __, compared: ___, ...edge }) => (edge.kind === 'ghost' ? [] : [edge])),
    ...(banner && { banner: { ...banner, actions: [] } }),
  };
}
