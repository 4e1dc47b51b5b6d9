import type { CollectorAddress } from '../cluster/collector/address';
import { dataOf, membersOf, networksOf, profileOfNetwork } from '../cluster/joins';
import type { App, Network, PolicyData, Snapshot, WorkloadEndpoint } from '../cluster/snapshot';
import { displayName } from '../policy/names';
import { allowsOf, type Allows } from '../cluster/allows';
import { findCollectorApp } from './collector-app';
import type { GraphNode } from './protocol';

/** What the graph looks at, joined once for one snapshot. */
export interface Scope {
  readonly apps: readonly App[];
  readonly networks: readonly Network[];
  readonly policy: PolicyData | undefined;
  readonly collector: App | undefined;
  /** Undefined while the policy is not known. */
  readonly allows: Allows | undefined;
}

/** Joins the parts of a snapshot as far as they are there. */
export function scopeOf(snapshot: Snapshot, address: CollectorAddress | undefined): Scope {
  const apps = dataOf(snapshot.marathon)?.apps ?? [];
  const policy = dataOf(snapshot.policy);
  return { apps, networks: networksOf(snapshot), policy, collector: findCollectorApp(apps, address), allows: policy && allowsOf(policy) };
}

/**
 * The endpoints of an app: those that have its tasks' addresses. Where Mesos knows a container's address only from
 * itself, Marathon cannot tell it: then all that are attached to the networks which the app joins.
 */
export function endpointsOf(app: App, scope: Scope): readonly WorkloadEndpoint[] {
  const { policy } = scope;
  if (!policy) return [];
  const addresses = new Set(app.tasks.flatMap((task) => task.addresses));
  const found = policy.endpoints.filter((endpoint) => addressesOf(endpoint).some((address) => addresses.has(address)));
  return found.length > 0 ? found : app.networks.flatMap((name) => membersOf(storedProfile(name, scope), policy));
}

/** The addresses of an app: its endpoints', else those that Marathon tells. */
export function addressesOfApp(app: App, scope: Scope): readonly string[] {
  const attached = endpointsOf(app, scope).flatMap(addressesOf);
  return attached.length > 0 ? attached : app.tasks.flatMap(({ addresses }) => addresses);
}

/** The profiles of an app: those of its endpoints, else those of the networks it is to join. */
export function profilesOf(app: App, scope: Scope): GraphNode['profiles'] {
  const attached = endpointsOf(app, scope).flatMap(({ profileIds }) => profileIds);
  const ids = attached.length > 0 ? attached : app.networks.map((name) => storedProfile(name, scope));
  return [...new Set(ids)].map((id) => ({ id, name: displayName(id, scope.networks) }));
}

function addressesOf({ ipv4Nets, ipv6Nets }: WorkloadEndpoint): readonly string[] {
  return [...ipv4Nets, ...ipv6Nets].map((net) => net.split('/')[0] ?? net);
}

function storedProfile(name: string, { networks, policy }: Scope): string {
  const network = networks.find((candidate) => candidate.name === name);
  return (network && profileOfNetwork(network, policy))?.name ?? name;
}
