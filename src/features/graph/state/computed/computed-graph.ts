import { compiledOf } from '../../../../cluster/analysis/compiled';
import { connectivityOf } from '../../../../cluster/analysis/connectivity';
import type { Snapshot } from '../../../../cluster/model/snapshot';
import type { EdgeFlow } from '../flows';
import type { Scope } from '../scope';
import type { ObservedEdge, ObservedGraph } from '../stages';
import { accessOf } from './access';
import { computedNode } from './computed-node';
import { hostRanges } from './host-ranges';
import { openRanges } from './open-ranges';
import { shownPorts } from './shown-ports';
import { workloadGroups } from './workload-groups';

/** A graph of what policy allows, and the connections that each edge stands for. */
export interface ComputedGraph extends ObservedGraph {
  readonly flows: ReadonlyMap<ObservedEdge, readonly EdgeFlow[]>;
}

/**
 * Returns the graph of what policy allows: an edge from each node to each other to which it may open connections, on
 * the ports where the destination is known to listen, else on all. Nodes that may connect to anyone have no edges to
 * what is outside.
 * @param at When policy last changed, in milliseconds since the epoch.
 * @returns undefined if there are no workloads, or policy is unknown or not in force.
 */
export function computedGraph(scope: Scope, at: number): ComputedGraph | undefined {
  const { snapshot } = scope;
  let graph = known.get(snapshot);
  // Previews and the rule at the cursor draw on the same graph, on every keystroke.
  if (graph?.observedAt !== at) {
    graph = compute(scope, at);
    if (graph) known.set(snapshot, graph);
  }
  return graph;
}

const known = new WeakMap<Snapshot, ComputedGraph>();

function compute(scope: Scope, at: number): ComputedGraph | undefined {
  const { policy } = scope;
  const groups = [...workloadGroups(scope).values()];
  if (!policy || groups.every(({ node }) => node.kind === 'outside')) return undefined;
  const compiled = compiledOf(policy);
  if (!compiled.model.model.inForce) return undefined;
  const connectivity = connectivityOf(compiled);
  const nodes = groups.map((group) => computedNode(group, connectivity));
  const access = new Map(nodes.map((node) => [node, accessOf(node, connectivity)]));
  const ranges = openRanges(nodes, connectivity);
  const flows = new Map<ObservedEdge, readonly EdgeFlow[]>();
  const ofHosts = hostRanges(nodes, compiled);
  for (const from of nodes) {
    for (const to of nodes) {
      if (from === to || (from.node.kind === 'outside' && to.node.kind === 'outside')) continue;
      if (to.node.kind === 'outside' && access.get(from)?.outbound === 'all') continue;
      const found = ofHosts(from, to) ?? ranges.get(from)?.get(to);
      const ports = found ? shownPorts(found.open, to.listening) : [];
      if (!found || ports.length === 0) continue;
      const edge: ObservedEdge = {
        from: from.node.id,
        to: to.node.id,
        kind: 'policy',
        state: 'allowed',
        probes: [],
        ports,
        ...(found.partly && { partly: true }),
      };
      flows.set(
        edge,
        ports.flatMap(({ protocol = 'tcp', first: port }) =>
          protocol === 'tcp' || protocol === 'udp' ? [{ from: from.parties, to: to.parties, protocol, port }] : [],
        ),
      );
    }
  }
  return {
    observedAt: at,
    nodes: nodes.map((node) => {
      const own = access.get(node);
      return own ? { ...node.node, access: own } : node.node;
    }),
    edges: [...flows.keys()],
    flows,
  };
}
