import * as l10n from '@vscode/l10n';
import { isBeforeFirstRound } from '../../../cluster/collector/first-round';
import { hostOf } from '../../../cluster/collector/owner';
import { configuredTargets } from '../../../cluster/collector/probe-command';
import type { Observation, ObservedResource, ObservedTarget } from '../../../cluster/model/snapshot';
import type { UrlOwner, UrlTarget } from '../../../cluster/model/url-owner';
import { parseAddress } from '../../../policy/model/address';
import { matcher, hostAndPortOf, type Match } from './match';
import type { MeasuredState } from '../protocol/elements';
import type { ObservedEdge, ObservedGraph, ObservedNode, ObservedProbe } from './stages';
import { placed, type Scope } from './scope';

type Answered = Extract<Observation, { state: 'answered' }>;

/**
 * Returns the graph of an observation, in the order of the resources' IDs. As on star-collect's page, a probe's target
 * creates an edge to every other resource with the same URL. In addition, targets are matched by meaning, several
 * targets of one resource share an edge, unmatched targets get nodes, resources without an answer stay as ghosts, and
 * the collector is a node with an edge to each resource that it fetches from.
 */
export function observedGraph(observation: Answered, scope: Scope): ObservedGraph {
  const { resources, at } = observation;
  const owners = new Map(
    resources.map(({ id, url }) => [id, url === undefined ? undefined : scope.targetAt(url)?.owner]),
  );
  const taken = new Set(resources.map(({ id }) => id));
  const [collectorId, balancerId] = [freeId('★', taken), freeId('⇄', taken)];
  const outside = new Map<string, ObservedNode>();
  const probed = probeEdges(observation, owners, outside, taken, scope);
  const collector: ObservedNode = {
    ...placed(collectorId, 'collector', scope.collector?.owner, scope),
    name: scope.collector?.owner.name ?? 'collector',
  };
  const balancer = scope.balancer === undefined ? undefined : balancerNode(balancerId, scope.balancer, scope);
  return {
    observedAt: at,
    nodes: [
      ...resources.map((resource) => probeNode(resource, owners.get(resource.id), scope)),
      ...outside.values(),
      collector,
      ...(balancer ? [balancer] : []),
    ],
    edges: [
      ...probed,
      ...resources.map((resource) => fetchEdge(collectorId, resource, at, scope)),
      ...(balancer && scope.collector ? [accessEdge(balancer, collectorId, scope.collector)] : []),
    ],
  };
}

function probeNode({ id, url, targets }: ObservedResource, owner: UrlOwner | undefined, scope: Scope): ObservedNode {
  const host = url === undefined ? undefined : hostOf(url);
  return {
    ...placed(id, 'probe', owner, scope),
    name: owner ? owner.name : host === undefined ? id : nameOfHost(host),
    ...(url !== undefined && { url }),
    answered: targets !== null,
  };
}

/** An address is shown in full, a name up to its first dot. */
function nameOfHost(host: string): string {
  return parseAddress(host) ? host : (host.split('.')[0] ?? host);
}

function balancerNode(id: string, address: string, scope: Scope): ObservedNode {
  const owner = scope.targetAt(address)?.owner;
  return {
    ...placed(id, 'balancer', owner, scope),
    name: owner?.name ?? l10n.t('load balancer'),
    url: address,
  };
}

/** Returns a key that no resource has, by repeating the sign. */
function freeId(sign: string, taken: ReadonlySet<string>): string {
  let id = sign;
  while (taken.has(id)) id += sign;
  return id;
}

function probeEdges(
  { at, resources }: Answered,
  owners: ReadonlyMap<string, UrlOwner | undefined>,
  outside: Map<string, ObservedNode>,
  taken: ReadonlySet<string>,
  scope: Scope,
): ObservedEdge[] {
  const match = matcher(resources, scope.targetAt);
  return resources.flatMap(({ id, targets }) => {
    const owner = owners.get(id);
    const measured = targets
      ? new Map(targets.map((target) => [target.url, stateOf(target, owner, at)]))
      : new Map<string, MeasuredState>(configuredTargets(owner?.command).map((url) => [url, 'unknown']));
    const bundles = new Map<string, ObservedProbe[]>();
    for (const [url, state] of measured) {
      const { ids, how } = match(url) ?? outsider(url, outside, taken, scope);
      for (const to of ids) {
        if (to === id) continue;
        const probe: ObservedProbe = { url, state, match: how, changes: 0 };
        const bundle = bundles.get(to);
        if (bundle) bundle.push(probe);
        else bundles.set(to, [probe]);
      }
    }
    // star-probe lists its targets in random order.
    return [...bundles]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([to, probes]): ObservedEdge => bundled(id, to, 'probe', probes));
  });
}

/** Creates a node per host for targets that are not resources. */
function outsider(url: string, outside: Map<string, ObservedNode>, taken: ReadonlySet<string>, scope: Scope): Match {
  const place = hostAndPortOf(url, scope.targetAt) ?? url;
  let node = outside.get(place);
  if (!node) {
    const owner = scope.targetAt(url)?.owner;
    node = {
      ...placed(freeId(`□ ${place}`, taken), 'outside', owner, scope),
      name: owner?.name ?? place,
      url,
    };
    outside.set(place, node);
  }
  return { ids: [node.id], how: node.url === url ? 'exact' : 'host' };
}

/** Merges edges with the same ends and kind. */
function bundled(from: string, to: string, kind: ObservedEdge['kind'], probes: readonly ObservedProbe[]): ObservedEdge {
  const states = new Set(probes.map(({ state }) => state));
  const state: MeasuredState = states.has('reachable')
    ? 'reachable'
    : states.has('unreachable')
      ? 'unreachable'
      : 'unknown';
  return { from, to, kind, state, probes: [...probes].sort((a, b) => (a.url < b.url ? -1 : 1)) };
}

function stateOf({ reachable }: ObservedTarget, owner: UrlOwner | undefined, at: number): MeasuredState {
  if (reachable) return 'reachable';
  return isBeforeFirstRound(owner, at) ? 'unknown' : 'unreachable';
}

function fetchEdge(collector: string, { id, url, targets }: ObservedResource, at: number, scope: Scope): ObservedEdge {
  const state = targets ? 'reachable' : isBeforeFirstRound(scope.collector?.owner, at) ? 'unknown' : 'unreachable';
  return bundled(collector, id, 'fetch', [{ url: url ?? '', state, match: 'exact', changes: 0 }]);
}

/** What the extension itself has just measured: it received the collector's answer. */
function accessEdge(balancer: ObservedNode, collector: string, { owner, port }: UrlTarget): ObservedEdge {
  const [address = owner.name] = owner.addresses;
  return bundled(balancer.id, collector, 'access', [
    {
      url: `http://${address.includes(':') ? `[${address}]` : address}:${port}/`,
      state: 'reachable',
      match: 'exact',
      changes: 0,
    },
  ]);
}
