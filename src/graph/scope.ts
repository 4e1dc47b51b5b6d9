import type { CollectorAddress } from '../cluster/collector/address';
import { dataOf, networksOf, profileOfNetwork } from '../cluster/joins';
import type { App, Network, PolicyData, Snapshot, WorkloadEndpoint } from '../cluster/snapshot';
import { displayName } from '../policy/names';
import { allowsOf, type Allows } from './allows';
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

/** The addresses of an app's tasks. */
export function addressesOf(app: App | undefined): readonly string[] {
  return app?.tasks.flatMap(({ addresses }) => addresses) ?? [];
}

/** The endpoint that has an address. */
export function endpointAt(address: string, { policy }: Scope): WorkloadEndpoint | undefined {
  return policy?.endpoints.find(({ ipv4Nets, ipv6Nets }) => [...ipv4Nets, ...ipv6Nets].some((net) => net.split('/')[0] === address));
}

/** The profiles of an app: those of its tasks' endpoints, else those of the networks it is to join. */
export function profilesOf(app: App | undefined, scope: Scope): GraphNode['profiles'] {
  const attached = addressesOf(app).flatMap((address) => endpointAt(address, scope)?.profileIds ?? []);
  const ids = attached.length > 0 ? attached : (app?.networks ?? []).map((name) => storedProfile(name, scope));
  return [...new Set(ids)].map((id) => ({ id, name: displayName(id, scope.networks) }));
}

function storedProfile(name: string, { networks, policy }: Scope): string {
  const network = networks.find((candidate) => candidate.name === name);
  return (network && profileOfNetwork(network, policy))?.name ?? name;
}
