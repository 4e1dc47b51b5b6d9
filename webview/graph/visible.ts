import type { Graph } from '../../src/graph/protocol';
import type { Toggles } from './saved';

/** The part of a graph that the toggles let be seen. */
export function visiblePart(graph: Graph, { unreachable, collector }: Toggles): Pick<Graph, 'nodes' | 'edges'> {
  return {
    nodes: graph.nodes.filter(({ kind }) => collector || kind !== 'collector'),
    edges: graph.edges.filter(({ kind, state }) => (collector || kind !== 'fetch') && (unreachable || state !== 'unreachable')),
  };
}
