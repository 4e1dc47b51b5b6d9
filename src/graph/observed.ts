import type { App, Observation, ObservedResource, ObservedTarget } from '../cluster/snapshot';
import { isBeforeFirstRound } from '../cluster/collector/first-round';
import { hostOf, ownerOf } from '../cluster/collector/owner';
import { configuredTargets } from '../cluster/collector/probe-command';
import type { EdgeState, Graph, GraphEdge, GraphNode } from './protocol';
import { addressesOfApp, profilesOf, type Scope } from './scope';

type Answered = Extract<Observation, { state: 'answered' }>;

/**
 * The graph of an observation, in the order of the resources' ids. As on star-collect's own page, a probe's target
 * makes an edge to every other resource with the very same URL, and the last target of a URL counts. Beyond that page,
 * a resource without an answer stays as a ghost, and the collector is a node with an edge to each resource it fetches.
 */
export function observedGraph(observation: Answered, scope: Scope): Graph {
  const owners = new Map(observation.resources.map(({ id, url }) => [id, url === undefined ? undefined : ownerOf(url, scope.apps)]));
  const probes = observation.resources.map((resource) => probeNode(resource, owners.get(resource.id), scope));
  const collector = collectorNode(observation.resources, scope);
  return {
    kind: 'graph',
    observedAt: observation.at,
    nodes: [...probes, collector],
    edges: [
      ...probeEdges(observation, owners),
      ...observation.resources.map((resource) => fetchEdge(collector.id, resource, observation.at, scope)),
    ],
  };
}

function probeNode({ id, url, targets }: ObservedResource, app: App | undefined, scope: Scope): GraphNode {
  const host = url === undefined ? undefined : hostOf(url);
  return {
    id,
    kind: 'probe',
    name: nameOf(app) ?? host?.split('.')[0] ?? id,
    ...(url !== undefined && { url }),
    ...placeOf(app, scope),
    answered: targets !== null,
  };
}

/** Its key is a star, and more stars should a resource be called so. */
function collectorNode(resources: readonly ObservedResource[], scope: Scope): GraphNode {
  let id = '★';
  while (resources.some((resource) => resource.id === id)) id += '★';
  return { id, kind: 'collector', name: nameOf(scope.collector) ?? 'collector', ...placeOf(scope.collector, scope), answered: true };
}

function nameOf(app: App | undefined): string | undefined {
  return app?.id.split('/').at(-1);
}

function placeOf(app: App | undefined, scope: Scope): Pick<GraphNode, 'app' | 'host' | 'addresses' | 'profiles'> {
  const host = app?.tasks[0]?.host;
  return {
    ...(app && { app: app.id }),
    ...(host !== undefined && { host }),
    addresses: app ? [...addressesOfApp(app, scope)] : [],
    profiles: app ? profilesOf(app, scope) : [],
  };
}

function probeEdges({ at, resources }: Answered, owners: ReadonlyMap<string, App | undefined>): GraphEdge[] {
  const byUrl = groupByUrl(resources);
  return resources.flatMap(({ id, targets }) => {
    const owner = owners.get(id);
    const measured = targets
      ? new Map(targets.map((target) => [target.url, stateOf(target, owner, at)]))
      : new Map<string, EdgeState>(configuredTargets(owner?.command).map((url) => [url, 'unknown']));
    return [...measured]
      .flatMap(([url, state]) => (byUrl.get(url) ?? []).map((to): GraphEdge => ({ from: id, to, kind: 'probe', state, url })))
      .filter(({ to }) => to !== id)
      // star-probe lists its targets in no order.
      .sort((a, b) => (a.to < b.to ? -1 : 1));
  });
}

function groupByUrl(resources: readonly ObservedResource[]): ReadonlyMap<string, readonly string[]> {
  const ids = new Map<string, string[]>();
  for (const { id, url } of resources) {
    if (url === undefined) continue;
    const same = ids.get(url);
    if (same) same.push(id);
    else ids.set(url, [id]);
  }
  return ids;
}

function stateOf({ reachable }: ObservedTarget, owner: App | undefined, at: number): EdgeState {
  if (reachable) return 'reachable';
  return isBeforeFirstRound(owner, at) ? 'unknown' : 'unreachable';
}

function fetchEdge(collector: string, { id, url, targets }: ObservedResource, at: number, scope: Scope): GraphEdge {
  const state = targets ? 'reachable' : isBeforeFirstRound(scope.collector, at) ? 'unknown' : 'unreachable';
  return { from: collector, to: id, kind: 'fetch', state, url: url ?? '' };
}
