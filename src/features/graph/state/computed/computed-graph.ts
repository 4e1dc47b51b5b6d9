import { compiledOf } from '../../../../cluster/analysis/compiled';
import { connectivityOf } from '../../../../cluster/analysis/connectivity';
import { hostEndpointsOf } from '../../../../cluster/model/host-endpoints';
import type { StoredPolicy } from '../../../../policy/calico1/stored-policy';
import type { EdgeFlow } from '../flows';
import type { Scope } from '../scope';
import type { ObservedEdge, ObservedGraph } from '../stages';
import { computedNode } from './computed-node';
import { hostRanges } from './host-ranges';
import { edgesBetween } from './edges-between';
import { workloadGroups, type WorkloadGroups } from './workload-groups';

/** A graph of what policy allows, and the connections that each edge stands for. */
export interface ComputedGraph extends ObservedGraph {
  readonly flows: ReadonlyMap<ObservedEdge, readonly EdgeFlow[]>;
  /** Whether rules are left out because the endpoints of the services that they match are not known. */
  readonly lacksServices: boolean;
}

/** The groups that are shown expanded, by their IDs. */
export type Expanded = ReadonlySet<string>;

/** No group. */
export const COLLAPSED: Expanded = new Set();

/** How many states of expanded groups are remembered of a cluster's state: one for each of its panels. */
const MOST_VIEWS = 8;

/**
 * Returns the graph of what policy allows: an edge from each node to each other to which it may open connections, on
 * the ports where the destination is known to listen, else on all. Nodes that may connect to anyone have no edges to
 * what is outside.
 * @param at When policy last changed, in milliseconds since the epoch.
 * @returns undefined if there are no workloads, or policy is unknown or not in force.
 */
export function computedGraph(scope: Scope, at: number, expanded = COLLAPSED): ComputedGraph | undefined {
  const groups = workloadGroups(scope);
  const views = known.get(groups) ?? new Map<string, ComputedGraph>();
  known.set(groups, views);
  const key = [...expanded].sort().join('\n');
  let graph = views.get(key);
  // Previews, the rule at the cursor and measurements draw on the same graph.
  if (graph?.observedAt !== at) {
    graph = compute(scope, at, expanded);
    views.delete(key);
    if (graph) views.set(key, graph);
    const [oldest] = views.keys();
    if (views.size > MOST_VIEWS && oldest !== undefined) views.delete(oldest);
  }
  return graph;
}

const known = new WeakMap<WorkloadGroups, Map<string, ComputedGraph>>();

/** Whether there is a computed graph: some workload or endpoint of a host, and policy that is in force. */
export function isComputable(scope: Scope): boolean {
  return enforcedPolicy(scope) !== undefined;
}

function enforcedPolicy(scope: Scope): StoredPolicy | undefined {
  const { policy, snapshot } = scope;
  if (!policy || (workloadGroups(scope).isEmpty && hostEndpointsOf(snapshot).length === 0)) return undefined;
  const compiled = compiledOf(policy);
  return compiled.model.model.inForce ? compiled : undefined;
}

function compute(scope: Scope, at: number, expanded: Expanded): ComputedGraph | undefined {
  const compiled = enforcedPolicy(scope);
  if (!compiled) return undefined;
  const all = workloadGroups(scope);
  const connectivity = connectivityOf(compiled);
  const shown = all.shown(expanded);
  const nodes = shown.nodes.map((group) => computedNode(group, connectivity));
  const flows = edgesBetween(nodes, connectivity, hostRanges(nodes, compiled));
  return {
    observedAt: at,
    nodes: nodes.map(({ node }) => node),
    edges: [...flows.keys()],
    flows,
    lacksServices: connectivity.limits.includes('services'),
    ...(shown.groups && { groups: shown.groups }),
  };
}
