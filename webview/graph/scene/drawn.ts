import type { GraphEdge, GraphNode } from '../../../src/features/graph/protocol/elements';

/** A star as it is drawn: a node of the graph, or a group of them that is collapsed into one. */
export interface DrawnNode extends Omit<GraphNode, 'kind'> {
  readonly kind: GraphNode['kind'] | 'group';
  /** The ids of a collapsed group's nodes. */
  readonly members?: readonly string[];
  /** The key of the group that it stands in, when the picture is grouped. */
  readonly group?: string | undefined;
  /** Shown for the sake of its neighbors: the filter does not mean it. */
  readonly dim?: boolean;
}

/** An edge as it is drawn: one of the graph, or all from one group to another. */
export interface DrawnEdge extends GraphEdge {
  /** Of all edges that it stands for, how many there are and how many are reachable; absent for a single one. */
  readonly count?: { readonly reachable: number; readonly total: number };
}

/** Stars that belong together, drawn in one frame. */
export interface DrawnGroup {
  readonly key: string;
  readonly name: string;
  readonly members: readonly string[];
}

/** What is drawn of a graph. */
export interface Drawing {
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
  /** From collapsed groups to themselves: what a picture has no room for, and a table has. */
  readonly within?: readonly DrawnEdge[];
  /** Those that are not collapsed. */
  readonly groups: readonly DrawnGroup[];
}
