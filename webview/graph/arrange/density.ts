import type { Graph } from '../../../src/features/graph/protocol/state';
import { GROUPINGS, groupsOf, type Grouping } from './groups';

/** From so many stars on a table is offered beside the picture. */
const DENSE = 20;
/** From so many on the table is what is shown, of groups that are counted, until a person says otherwise. */
const TOO_DENSE = 200;
/** The most groups that a first look takes in. */
const SURVEYABLE = 60;

/** How a graph can be looked at. */
export const VIEWS = ['graph', 'matrix'] as const;
export type GraphViewName = (typeof VIEWS)[number];

/** Whether there is to be a choice of the view: where stars are many, and where it has been made. */
export function offersMatrix(stars: number, chosen: GraphViewName | undefined): boolean {
  return chosen === 'matrix' || stars >= DENSE;
}

/** How a graph is looked at first. */
export interface FirstLook {
  readonly view: GraphViewName;
  readonly grouping: Grouping;
  /** Keys of the groups that are collapsed. */
  readonly collapsed: string[];
}

/** What to begin with for a graph that no picture can show at once; undefined for all others. */
export function firstLook({ nodes }: Pick<Graph, 'nodes'>): FirstLook | undefined {
  if (nodes.length < TOO_DENSE) return undefined;
  for (const grouping of GROUPINGS) {
    const keys = [...groupsOf(nodes, grouping).keys()];
    if (keys.length > 1 && keys.length <= SURVEYABLE) return { view: 'matrix', grouping, collapsed: keys };
  }
  return { view: 'matrix', grouping: 'none', collapsed: [] };
}
