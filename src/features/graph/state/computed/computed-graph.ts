import { compiledOf } from '../../../../cluster/analysis/compiled';
import { reachOf } from '../../../../cluster/analysis/reach';
import type { PolicyData, Snapshot } from '../../../../cluster/model/snapshot';
import { ANYONE_OUTSIDE } from '../../../../cluster/model/workloads';
import { TCP } from '../../../../policy/model/protocol';
import { Connectivity, type Reachability } from '../../../../policy/reach';
import type { PortRange } from '../../protocol/elements';
import type { EdgeFlow } from '../flows';
import type { Scope } from '../scope';
import type { ObservedEdge, ObservedGraph } from '../stages';
import { workloadGroups, type WorkloadGroup } from './workload-groups';

/** A graph of what policy allows, and the connections that each edge stands for. */
export interface ComputedGraph extends ObservedGraph {
  readonly flows: ReadonlyMap<ObservedEdge, readonly EdgeFlow[]>;
}

/** Beyond this many port ranges that rules tell apart, only ports on which somebody is known to listen are evaluated. */
const MOST_RANGES = 64;

/**
 * Returns the graph of what policy allows: an edge from each node to each other on whose ports it may open TCP
 * connections. These are the ports on which the destination is known to listen, else all.
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
  if (!compiledOf(policy).model.model.inForce) return undefined;
  const ranges = rangesIn(policy);
  const listened = groups.flatMap(({ listening }) => listening);
  const ports = [...new Set([...listened, ...ranges.map(({ first }) => first)])].sort((a, b) => a - b);
  const reach = reachOf(compiledOf(policy), { protocol: 'tcp', ports, outside: [ANYONE_OUTSIDE] });
  const ends = groups.map((group) => ({ ...group, classes: distinct(group, reach) }));
  const flows = new Map<ObservedEdge, readonly EdgeFlow[]>();
  for (const from of ends) {
    for (const to of ends) {
      // What leaves the cluster has no listening ports and no policy of its own.
      if (from === to || to.node.kind === 'outside') continue;
      const asked = to.listening.length > 0 ? to.listening.map((port) => ({ first: port, last: port })) : ranges;
      const found = asked.map((range) => ({ range, by: allowed(from.classes, to.classes, range.first, reach) }));
      const open = found.filter(({ by }) => by !== 'none');
      if (open.length === 0) continue;
      const edge: ObservedEdge = {
        from: from.node.id,
        to: to.node.id,
        kind: 'policy',
        state: 'allowed',
        probes: [],
        ports: joined(open.map(({ range }) => range)),
        ...(open.some(({ by }) => by === 'some') && { partly: true }),
      };
      flows.set(
        edge,
        open.map(({ range }) => ({ from: from.parties, to: to.parties, port: range.first })),
      );
    }
  }
  return { observedAt: at, nodes: groups.map(({ node }) => node), edges: [...flows.keys()], flows };
}

/** The ranges of TCP ports that rules tell apart. */
function rangesIn(policy: PolicyData): readonly PortRange[] {
  const kinds = Connectivity.of(compiledOf(policy).model).kinds.filter(({ protocol }) => protocol === TCP);
  return kinds.length > MOST_RANGES ? [] : kinds.map(({ first, last }) => ({ first, last }));
}

/** One party of each class, because policy can't tell the others apart. Those without an address reach nobody. */
function distinct({ parties }: WorkloadGroup, { population }: Reachability): readonly string[] {
  const classes = new Map<number, string>();
  for (const party of parties) {
    const number = population.classOf(party);
    if (number !== undefined) classes.set(number, party);
  }
  return [...classes.values()];
}

function allowed(
  from: readonly string[],
  to: readonly string[],
  port: number,
  reach: Reachability,
): 'all' | 'some' | 'none' {
  const pairs = from.flatMap((source) => to.map((destination) => reach.allows(source, destination, port)));
  if (!pairs.includes(true)) return 'none';
  return pairs.includes(false) ? 'some' : 'all';
}

/** Joins adjacent ranges. */
function joined(ranges: readonly PortRange[]): PortRange[] {
  const result: PortRange[] = [];
  for (const range of ranges) {
    const last = result.at(-1);
    if (last && last.last + 1 >= range.first) result[result.length - 1] = { first: last.first, last: range.last };
    else result.push(range);
  }
  return result;
}
