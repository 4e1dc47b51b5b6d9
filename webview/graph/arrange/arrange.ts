import type { GraphNode } from '../../../src/features/graph/protocol/elements';
import type { Graph } from '../../../src/features/graph/protocol/state';
import type { DrawnNode, Drawing } from '../scene/drawn';
import type { Toggles } from '../page/saved';
import { Collapser } from './collapse';
import { deniedEdges } from './denied';
import { groupsOf, type Grouping } from './groups';
import { hostGroups } from './host-groups';
import { neighborsIn, type Focus } from './neighbors';
import { find, parseQuery } from './query';
import { VisiblePart, type GraphPart } from './visible';

/** The maximum number of edges that are routed. More are painted, and cross labels anyway. */
const MOST_ROUTED = 300;

/** What to show of a graph. */
export interface ArrangeOptions {
  readonly toggles: Toggles;
  /** The filter as typed. */
  readonly query: string;
  readonly grouping: Grouping;
  /** Keys of the groups that are collapsed. */
  readonly collapsed: readonly string[];
  /** Shows only stars within some steps of a star, in any direction. null for all. */
  readonly focus: Focus | null;
  /** The star whose denied connections are shown. */
  readonly denied?: string | undefined;
}

/** Returns the visible part of a graph, filtered and grouped. */
export function arrange(graph: Graph, options: ArrangeOptions): Drawing {
  return new Arranger().arrange(graph, options);
}

/** Arranges a changing graph. Without a filter, a changed edge costs almost nothing. */
export class Arranger {
  readonly #visible = new VisiblePart();
  readonly #collapser = new Collapser();

  arrange(graph: Graph, options: ArrangeOptions): Drawing {
    return arranged(graph, this.#visible.of(graph, options.toggles), this.#collapser, options);
  }
}

function arranged(
  graph: Graph,
  visible: GraphPart,
  collapser: Collapser,
  { query, grouping, collapsed, focus, denied }: ArrangeOptions,
): Drawing {
  const near = focus ? neighborsIn(visible, focus) : undefined;
  const nodes = near ? visible.nodes.filter(({ id }) => near.shown.has(id)) : visible.nodes;
  const known = near
    ? visible.edges.filter(({ from, to }) => near.shown.has(from) && near.shown.has(to))
    : visible.edges;
  const edges = denied === undefined ? known : [...known, ...deniedEdges(denied, { nodes, edges: known })];
  const found = query.trim() === '' ? undefined : find(parseQuery(query), { nodes, edges }, graph.observedAt);
  const context = found && new Set(found.edges.flatMap(({ from, to }) => [from, to]));
  const groups = groupsOf(nodes, grouping);
  const groupOfNode = new Map(
    [...groups.values()].flatMap(({ key, members }) => members.map((id) => [id, key] as const)),
  );
  const shown = nodes.flatMap((node): DrawnNode[] => {
    if (found && !found.nodes.has(node.id) && !context?.has(node.id)) return [];
    return [
      drawnNode(node, {
        group: groupOfNode.get(node.id) ?? (grouping === 'none' ? node.group : undefined),
        dim: found !== undefined && !found.nodes.has(node.id),
        more: near?.more.get(node.id),
      }),
    ];
  });
  const closed = new Set(collapsed);
  const present = new Set(shown.map(({ id }) => id));
  const expanded = grouping === 'none' ? hostGroups(graph) : [...groups.values()];
  const open = expanded
    .filter(({ key }) => !closed.has(key))
    .map((group) => ({ ...group, members: group.members.filter((id) => present.has(id)) }));
  const drawn = collapser.collapse(shown, found?.edges ?? edges, groups, closed);
  return {
    ...drawn,
    groups: open.filter(({ members }) => members.length > 0),
    ...(drawn.edges.length <= MOST_ROUTED && { routed: true }),
  };
}

const drawnNodes = new WeakMap<GraphNode, DrawnNode>();

/** Unchanged stars keep their identity. */
function drawnNode(
  node: GraphNode,
  {
    group,
    dim,
    more,
  }: { readonly group: string | undefined; readonly dim: boolean; readonly more: number | undefined },
): DrawnNode {
  const known = drawnNodes.get(node);
  if (known && known.group === group && (known.dim ?? false) === dim && known.more === more) return known;
  const drawn = { ...node, group, ...(dim && { dim }), ...(more !== undefined && { more }) };
  drawnNodes.set(node, drawn);
  return drawn;
}
