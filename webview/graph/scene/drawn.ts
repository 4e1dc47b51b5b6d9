import type { GraphEdge, GraphNode } from '../../../src/features/graph/protocol/elements';

/** A star as drawn: a node of the graph, or a collapsed group. */
export interface DrawnNode extends Omit<GraphNode, 'kind'> {
  readonly kind: GraphNode['kind'] | 'group';
  /** The IDs of a collapsed group's nodes. */
  readonly members?: readonly string[];
  /** The key of its group, if the picture is grouped. */
  readonly group?: string | undefined;
  /** Shown only because of its neighbors; it does not match the filter. */
  readonly dim?: boolean;
}

/** An edge as drawn: one of the graph, or all between two groups. */
export interface DrawnEdge extends GraphEdge {
  /** The numbers of all and of reachable edges that it represents; absent for a single one. */
  readonly count?: { readonly reachable: number; readonly total: number };
}

/** Stars of one group, drawn in one frame. */
export interface DrawnGroup {
  readonly key: string;
  readonly name: string;
  readonly members: readonly string[];
}

/** The visible part of a graph. */
export interface Drawing {
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
  /** Edges within collapsed groups, which a table shows but a picture does not. */
  readonly within?: readonly DrawnEdge[];
  /** Expanded groups. */
  readonly groups: readonly DrawnGroup[];
  /** Whether edges make detours around labels and titles of frames. */
  readonly routed?: boolean;
}
