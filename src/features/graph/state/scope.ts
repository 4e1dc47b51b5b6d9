import type { CollectorAddress } from '../../../cluster/collector/address';
import { dataOf, networksOf, profileNamed } from '../../../cluster/model/indexes';
import type { App, Network, PolicyData, Snapshot } from '../../../cluster/model/snapshot';
import { profileOfNamed, workloadsOfApp } from '../../../cluster/model/workloads';
import { displayName } from '../../../policy/calico1/names';
import { allowsOf, type Allows } from '../../../cluster/analysis/allows';
import { findCollectorApp } from './collector-app';
import { nodePolicy } from './node-policy';
import type { GraphNode } from '../protocol/elements';
import type { ObservedNode } from './stages';

/** The graph's input, joined once per snapshot. */
export interface Scope {
  readonly snapshot: Snapshot;
  readonly apps: readonly App[];
  readonly networks: readonly Network[];
  readonly policy: PolicyData | undefined;
  readonly collector: App | undefined;
  /** The address of the load balancer, if the collector is reached through one. */
  readonly balancer: string | undefined;
  /** undefined until the policy is known. */
  readonly allows: Allows | undefined;
}

/** Joins the available parts of a snapshot. */
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

/** Returns the addresses of an app: those of its endpoints, else those in Marathon. */
export function addressesOfApp(app: App, { snapshot }: Scope): readonly string[] {
  const attached = workloadsOfApp(app, snapshot).flatMap(({ addresses }) => addresses);
  return attached.length > 0 ? attached : app.tasks.flatMap(({ addresses }) => addresses);
}

/** Returns the profiles of an app: those of its endpoints, else those of its networks. */
export function profilesOf(app: App, { snapshot, networks, policy }: Scope): GraphNode['profiles'] {
  const attached = workloadsOfApp(app, snapshot).flatMap(({ profiles }) => profiles);
  const ids = attached.length > 0 ? attached : app.networks.map((name) => profileOfNamed(name, networks, policy));
  return [...new Set(ids)].map((id) => ({ id, name: displayName(id, networks) }));
}

/** Creates a node at a location. Its name is determined later. */
export function placed(id: string, kind: ObservedNode['kind'], app: App | undefined, scope: Scope): ObservedNode {
  const profiles = app ? profilesOf(app, scope) : [];
  const tags = profiles.flatMap((profile) => {
    const stored = profileNamed(profile.id, scope.policy);
    return stored?.kind === 'profile' ? stored.tags.map((tag) => displayName(tag, scope.networks)) : [];
  });
  return {
    id,
    kind,
    name: id,
    ...(app && {
      app: app.id,
      tasks: {
        running: app.running,
        staged: app.staged,
        instances: app.instances,
        healthy: app.healthy,
        unhealthy: app.unhealthy,
      },
    }),
    hosts: [...new Set(app?.tasks.map(({ host }) => host))],
    addresses: app ? [...addressesOfApp(app, scope)] : [],
    profiles,
    tags: [...new Set(tags)],
    ...(app &&
      nodePolicy(
        workloadsOfApp(app, scope.snapshot).map(({ endpoint }) => endpoint),
        scope.policy,
      )),
    answered: true,
  };
}
