import type { GraphEdge, GraphNode } from '../../../src/features/graph/protocol/elements';

/** A star as drawn: a node of the graph, or a collapsed group. */
export interface DrawnNode extends Omit<GraphNode, 'group'> {
  /** The IDs of the nodes of a group that the page has collapsed; absent for one that the host has. */
  readonly members?: readonly string[];
  /** How many of its neighbors are not shown. */
  readonly more?: number | undefined;
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
  /** How many frames are in its own, one in the other. */
  readonly levels?: number | undefined;
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
