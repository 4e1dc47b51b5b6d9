import type { GraphEdge, GraphNode } from '../../../src/features/graph/protocol/elements';
import { IncrementalFilter } from '../page/incremental';
import { isDisagreement } from '../details/agreement-text';
import type { Toggles } from '../page/saved';

/** Stars and edges of a graph. */
export interface GraphPart {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** The part of a changing graph that the toggles show. */
export class VisiblePart {
  readonly #nodes = new IncrementalFilter<GraphNode>();
  readonly #edges = new IncrementalFilter<GraphEdge>();
  #toggles: Toggles | undefined;
  #shown: readonly GraphNode[] = [];
  #isNodeShown: (node: GraphNode) => boolean = () => true;
  #isEdgeShown: (edge: GraphEdge) => boolean = () => true;

  of({ nodes, edges }: GraphPart, toggles: Toggles): GraphPart {
    const others = toggles !== this.#toggles;
    if (others) this.#isNodeShown = nodeTest(toggles);
    const shown = this.#nodes.of(nodes, this.#isNodeShown);
    if (others || shown !== this.#shown) this.#isEdgeShown = edgeTest(toggles, shown);
    this.#toggles = toggles;
    this.#shown = shown;
    return { nodes: shown, edges: this.#edges.of(edges, this.#isEdgeShown) };
  }
}

function nodeTest({ collector, outside }: Toggles): (node: GraphNode) => boolean {
  return ({ kind }) => (collector || (kind !== 'collector' && kind !== 'balancer')) && (outside || kind !== 'outside');
}

function edgeTest({ unreachable, odds }: Toggles, nodes: readonly GraphNode[]): (edge: GraphEdge) => boolean {
  const shown = new Set(nodes.map(({ id }) => id));
  return (edge) => {
    const { from, to, state, preview, compared } = edge;
    if (!shown.has(from) || !shown.has(to)) return false;
    // Previewed changes and differences between two moments are always shown.
    return (
      preview !== undefined ||
      compared !== undefined ||
      ((unreachable || state !== 'unreachable') && (!odds || isDisagreement(edge)))
    );
  };
}
