import type { Graph } from '../../../src/features/graph/protocol/state';
import { GROUPINGS, groupsOf, type Grouping } from './groups';

/** Number of stars from which the matrix is offered. */
const DENSE = 20;
/** Number of stars from which the graph starts as a matrix with collapsed groups. */
const TOO_DENSE = 200;
/** Maximum number of groups for an initial view. */
const SURVEYABLE = 60;

/** The views of a graph. */
export const VIEWS = ['graph', 'matrix'] as const;
export type GraphViewName = (typeof VIEWS)[number];

/** Whether to offer a choice of views: with many stars, or once a view was chosen. */
export function offersMatrix(stars: number, chosen: GraphViewName | undefined): boolean {
  return chosen === 'matrix' || stars >= DENSE;
}

/** The initial view of a graph. */
export interface FirstLook {
  readonly view: GraphViewName;
  readonly grouping: Grouping;
  /** Keys of the groups that are collapsed. */
  readonly collapsed: string[];
}

/**
 * Returns the initial view of a graph that is too large to draw at once, or undefined. What the host has collapsed is
 * drawn as it is.
 */
export function firstLook({ nodes, groups }: Pick<Graph, 'nodes' | 'groups'>): FirstLook | undefined {
  if (nodes.length < TOO_DENSE || groups) return undefined;
  for (const grouping of GROUPINGS) {
    const keys = [...groupsOf(nodes, grouping).keys()];
    if (keys.length > 1 && keys.length <= SURVEYABLE) return { view: 'matrix', grouping, collapsed: keys };
  }
  return { view: 'matrix', grouping: 'none', collapsed: [] };
}
