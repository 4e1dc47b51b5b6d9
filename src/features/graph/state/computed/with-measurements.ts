import { hostOf } from '../../../../cluster/collector/owner';
import type { EdgeFlow } from '../flows';
import { edgeKey } from '../patch';
import type { ObservedEdge, ObservedGraph, ObservedNode } from '../stages';
import type { ComputedGraph } from './computed-graph';
import type { WorkloadGroups } from './workload-groups';

/** Whether there are workloads that the collector doesn't know. */
export function hasUnmeasured(groups: WorkloadGroups, measured: Pick<ObservedGraph, 'nodes'>): boolean {
  const idOf = measuredIds(measured.nodes);
  return groups.single.some(({ node }) => node.kind === 'workload' && idOf(node) === undefined);
}

/**
 * Lays measurements over what policy allows: measured nodes and edges stay as they are, with what policy says about their
 * workloads, and all other workloads and allowed connections are added. Flows are those of the added edges.
 */
export function withMeasurements(measured: ObservedGraph, computed: ComputedGraph): ComputedGraph {
  const idOf = measuredIds(measured.nodes);
  const ids = new Map(computed.nodes.map((node) => [node.id, idOf(node) ?? node.id]));
  const known = new Set(measured.nodes.map(({ id }) => id));
  const policyOf = new Map<string, ObservedNode>();
  for (const node of computed.nodes) {
    const id = ids.get(node.id) ?? node.id;
    if (known.has(id) && !policyOf.has(id)) policyOf.set(id, node);
  }
  const pairs = new Set(measured.edges.map(edgeKey));
  const flows = new Map<ObservedEdge, readonly EdgeFlow[]>();
  for (const [edge, own] of computed.flows) {
    const moved = { ...edge, from: ids.get(edge.from) ?? edge.from, to: ids.get(edge.to) ?? edge.to };
    const key = edgeKey(moved);
    if (moved.from === moved.to || pairs.has(key)) continue;
    pairs.add(key);
    flows.set(moved, own);
  }
  return {
    observedAt: measured.observedAt,
    nodes: [
      ...measured.nodes.map((node) => withPolicy(node, policyOf.get(node.id))),
      ...computed.nodes.filter(({ id }) => !known.has(ids.get(id) ?? id)),
    ],
    edges: [...measured.edges, ...flows.keys()],
    flows,
    lacksServices: computed.lacksServices,
    ...(computed.groups && { groups: computed.groups }),
  };
}

/** Adds what policy says about a measured node's workloads. */
function withPolicy(node: ObservedNode, computed: ObservedNode | undefined): ObservedNode {
  if (!computed) return node;
  const { access, unselected, listening, namespace } = computed;
  return {
    ...node,
    ...(access && { access }),
    ...(unselected && { unselected }),
    ...(listening && { listening }),
    ...(namespace !== undefined && { namespace }),
  };
}

/** Finds measured nodes of workloads: by their app, or by an address of theirs or in their URL. */
function measuredIds(nodes: readonly ObservedNode[]): (computed: ObservedNode) => string | undefined {
  const [ids, byApp, byAddress] = [new Set<string>(), new Map<string, string>(), new Map<string, string>()];
  for (const { id, app, url, addresses } of nodes) {
    ids.add(id);
    if (app !== undefined && !byApp.has(app)) byApp.set(app, id);
    const host = url === undefined ? undefined : hostOf(url);
    for (const address of [...(host === undefined ? [] : [host]), ...addresses])
      if (!byAddress.has(address)) byAddress.set(address, id);
  }
  return ({ id, kind, app, addresses }) => {
    // What is outside has ranges for addresses.
    if (kind === 'outside' || ids.has(id)) return ids.has(id) ? id : undefined;
    if (app !== undefined) return byApp.get(app);
    return addresses.map((address) => byAddress.get(address)).find((found) => found !== undefined);
  };
}
