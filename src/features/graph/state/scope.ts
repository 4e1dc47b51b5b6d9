import type { CollectorAddress } from '../../../cluster/collector/address';
import { dataOf, networksOf } from '../../../cluster/model/indexes';
import type { App, Network, PolicyData, Snapshot } from '../../../cluster/model/snapshot';
import { profileOfNamed, workloadsOfApp } from '../../../cluster/model/workloads';
import { displayName } from '../../../policy/calico1/names';
import { allowsOf, type Allows } from '../../../cluster/analysis/allows';
import { findCollectorApp } from './collector-app';
import type { GraphNode } from '../protocol/elements';

/** What the graph looks at, joined once for one snapshot. */
export interface Scope {
  readonly snapshot: Snapshot;
  readonly apps: readonly App[];
  readonly networks: readonly Network[];
  readonly policy: PolicyData | undefined;
  readonly collector: App | undefined;
  /** The address of the load balancer, where the collector is reached through one. */
  readonly balancer: string | undefined;
  /** Undefined while the policy is not known. */
  readonly allows: Allows | undefined;
}

/** Joins the parts of a snapshot as far as they are there. */
export function scopeOf(snapshot: Snapshot, address: CollectorAddress | undefined): Scope {
  const apps = dataOf(snapshot.marathon)?.apps ?? [];
  const policy = dataOf(snapshot.policy);
  return {
    snapshot,
    apps,
    networks: networksOf(snapshot),
    policy,
    collector: findCollectorApp(apps, address),
    balancer: address?.virtualHost === undefined ? undefined : address.address,
    allows: policy && allowsOf(policy),
  };
}

/** The addresses of an app: its endpoints', else those that Marathon tells. */
export function addressesOfApp(app: App, { snapshot }: Scope): readonly string[] {
  const attached = workloadsOfApp(app, snapshot).flatMap(({ addresses }) => addresses);
  return attached.length > 0 ? attached : app.tasks.flatMap(({ addresses }) => addresses);
}

/** The profiles of an app: those of its endpoints, else those of the networks it is to join. */
export function profilesOf(app: App, { snapshot, networks, policy }: Scope): GraphNode['profiles'] {
  const attached = workloadsOfApp(app, snapshot).flatMap(({ profiles }) => profiles);
  const ids = attached.length > 0 ? attached : app.networks.map((name) => profileOfNamed(name, networks, policy));
  return [...new Set(ids)].map((id) => ({ id, name: displayName(id, networks) }));
}
