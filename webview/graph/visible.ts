import type { Graph } from '../../src/graph/protocol';
import { isDisagreement } from './judgement-words';
import type { Toggles } from './saved';

/** The part of a graph that the toggles let be seen. */
export function visiblePart(graph: Graph, { unreachable, collector, odds }: Toggles): Pick<Graph, 'nodes' | 'edges'> {
  return {
    nodes: graph.nodes.filter(({ kind }) => collector || kind !== 'collector'),
    edges: graph.edges.filter((edge) => {
      const { kind, state, preview } = edge;
      if (kind === 'fetch' && !collector) return false;
      // What a change would do is shown whatever else is hidden.
      return preview !== undefined || ((unreachable || state !== 'unreachable') && (!odds || isDisagreement(edge)));
    }),
  };
}
