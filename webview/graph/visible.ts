import type { Graph } from '../../src/graph/protocol';
import { isDisagreement } from './judgement-words';
import type { Toggles } from './saved';

/** The part of a graph that the toggles let be seen. */
export function visiblePart(graph: Pick<Graph, 'nodes' | 'edges'>, { unreachable, collector, outside, odds }: Toggles): Pick<Graph, 'nodes' | 'edges'> {
  const nodes = graph.nodes.filter(({ kind }) => (collector || (kind !== 'collector' && kind !== 'balancer')) && (outside || kind !== 'outside'));
  const shown = new Set(nodes.map(({ id }) => id));
  const edges = graph.edges.filter((edge) => {
    const { from, to, state, preview, compared } = edge;
    if (!shown.has(from) || !shown.has(to)) return false;
    // What a change would do, and what is different between two moments, is shown whatever else is hidden.
    return preview !== undefined || compared !== undefined || ((unreachable || state !== 'unreachable') && (!odds || isDisagreement(edge)));
  });
  return { nodes, edges };
}
