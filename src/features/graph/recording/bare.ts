import type { Graph } from '../protocol/state';

/**
 * Returns a graph for later viewing, without previews, highlights and buttons. Addresses in collapsed groups are left
 * out, because each restart of a pod would be a change.
 */
export function bare({ observedAt, nodes, edges, banner }: Graph): Graph {
  return {
    kind: 'graph',
    observedAt,
    nodes: nodes.map(({ compared: _, holdsAddresses: __, ...node }) => node),
    edges: edges.flatMap(({ lit: _, preview: __, compared: ___, ...edge }) => (edge.kind === 'ghost' ? [] : [edge])),
    ...(banner && { banner: { ...banner, actions: [] } }),
  };
}
