import { edgeKey, type GraphChange } from '../state/patch';
import type { Graph } from '../protocol/state';

/** The differences from one moment of a recording to the next. */
export type Step = Pick<GraphChange, 'nodes' | 'goneNodes' | 'edges' | 'goneEdges' | 'banner'>;

/** A graph to which changes are applied. Unchanged parts keep their identity. */
export class GraphFold {
  readonly #nodes: Map<string, Graph['nodes'][number]>;
  readonly #edges: Map<string, Graph['edges'][number]>;
  #banner: Graph['banner'];

  constructor({ nodes, edges, banner }: Pick<Graph, 'nodes' | 'edges' | 'banner'>) {
    this.#nodes = new Map(nodes.map((node) => [node.id, node]));
    this.#edges = new Map(edges.map((edge) => [edgeKey(edge), edge]));
    this.#banner = banner;
  }

  apply({ nodes, goneNodes, edges, goneEdges, banner }: Step): void {
    for (const id of goneNodes) this.#nodes.delete(id);
    for (const node of nodes) this.#nodes.set(node.id, node);
    for (const edge of goneEdges) this.#edges.delete(edgeKey(edge));
    for (const edge of edges) this.#edges.set(edgeKey(edge), edge);
    this.#banner = banner ?? undefined;
  }

  /** Returns the current graph. @param observedAt Milliseconds since the epoch. */
  graph(observedAt: number): Graph {
    return {
      kind: 'graph',
      observedAt,
      nodes: [...this.#nodes.values()],
      edges: [...this.#edges.values()],
      ...(this.#banner && { banner: this.#banner }),
    };
  }
}
