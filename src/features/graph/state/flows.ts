import { compiledOf } from '../../../cluster/analysis/compiled';
import { dataOf } from '../../../cluster/model/indexes';
import { hostOf, portOf } from '../../../cluster/collector/owner';
import { reachOf } from '../../../cluster/analysis/reach';
import { formatAddress, parseAddress, type Address } from '../../../policy/model/address';
import type { StoredPolicy } from '../../../policy/calico1/stored-policy';
import type { GraphNode, Judgement } from '../protocol/elements';
import { workloadGroups } from './computed/workload-groups';
import type { Scope } from './scope';
import type { ObservedGraph, ObservedProbe } from './stages';

/** The connections of a probe: from each source to each destination. */
export interface EdgeFlow {
  /** Endpoints by their names in the compiled policy, or addresses. Never empty. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** TCP unless given. */
  readonly protocol?: 'tcp' | 'udp';
  readonly port: number;
}

/** The connections of each probe. */
export type ProbeFlows = ReadonlyMap<ObservedProbe, EdgeFlow>;

/** Returns the endpoints or addresses of a graph's node; none if they are unknown. */
export function partiesOf({ id, kind, url }: Pick<GraphNode, 'id' | 'kind' | 'url'>, scope: Scope): readonly string[] {
  const { snapshot } = scope;
  if (kind === 'workload' || kind === 'group' || kind === 'host' || (kind === 'outside' && url === undefined))
    return workloadGroups(scope).get(id)?.parties ?? [];
  const target = kind === 'collector' ? scope.collector : url === undefined ? undefined : scope.targetAt(url);
  const endpoints = (target?.owner.workloads ?? []).map(({ endpoint }) => endpoint);
  if (endpoints.length > 0) return endpoints;
  const host = url === undefined ? undefined : hostOf(url);
  const address = host === undefined ? undefined : parseAddress(host);
  const policy = dataOf(snapshot.policy);
  if (!address || !policy) return [];
  return [partyAt(address, compiledOf(policy))];
}

/** Returns the connections of each probe of a graph; none if its ends or port are unknown. */
export function flowsOf({ nodes, edges }: Pick<ObservedGraph, 'nodes' | 'edges'>, scope: Scope): ProbeFlows {
  const parties = new Map(nodes.map((node) => [node.id, partiesOf(node, scope)]));
  return new Map(
    edges.flatMap(({ from, to, probes }) =>
      probes.flatMap((probe) => {
        const [sources = [], destinations = []] = [parties.get(from), parties.get(to)];
        const known = sources.length > 0 && destinations.length > 0 && hostOf(probe.url) !== undefined;
        if (!known) return [];
        const port = scope.targetAt(probe.url)?.port ?? portOf(probe.url);
        return [[probe, { from: sources, to: destinations, port }] as const];
      }),
    ),
  );
}

/** Evaluates connections. Returns the result of each probe as one word, or undefined if policy can't be evaluated. */
export function expectations(
  flows: Iterable<EdgeFlow>,
  policy: StoredPolicy,
): (flow: EdgeFlow) => Judgement['expected'] | undefined {
  if (!policy.model.model.inForce) return () => undefined;
  const all = [...flows];
  const ports = [...new Set(all.map(({ port }) => port))].sort((a, b) => a - b);
  const outside = [
    ...new Set(
      all.flatMap(({ from, to }) => [...from, ...to]).filter((party) => !policy.model.directory.member(party)),
    ),
  ].sort();
  const reach = reachOf(policy, { protocol: 'tcp', ports, outside });
  return ({ from, to, port }) => {
    const pairs = distinct(from).flatMap((source) =>
      distinct(to).map((destination) => [source, destination, port] as const),
    );
    if (!pairs.every((pair) => reach.evaluates(...pair))) return undefined;
    const verdicts = new Set(pairs.map((pair) => reach.allows(...pair)));
    return verdicts.size > 1 ? 'mixed' : verdicts.has(true) ? 'allowed' : 'denied';
  };

  /** One member of each class, because policy can't tell the others apart. */
  function distinct(parties: readonly string[]): readonly string[] {
    if (parties.length === 1) return parties;
    return [...new Map(parties.map((party) => [reach.population.classOf(party), party])).values()];
  }
}

/** Returns the name of the workload with an address; the address itself if there is none. */
export function partyAt(address: Address, { model }: StoredPolicy): string {
  return model.directory.workloadAt(model.place(address))?.endpoint.id ?? formatAddress(address);
}
