import type { CollectorAddress } from '../../../cluster/collector/address';
import { writtenProfiles } from '../../../cluster/model/written-profiles';
import { dataOf, networksOf, profileNamed } from '../../../cluster/model/indexes';
import type { Network, PolicyData, Snapshot } from '../../../cluster/model/snapshot';
import { collectorOf, targetAt, type UrlOwner, type UrlTarget } from '../../../cluster/model/url-owner';
import { profileOfNamed } from '../../../cluster/model/workloads';
import { displayName } from '../../../policy/calico1/names';
import { allowsOf, type Allows } from '../../../cluster/analysis/allows';
import { nodePolicy } from './node-policy';
import type { GraphNode } from '../protocol/elements';
import type { ObservedNode } from './stages';

/** The graph's input, joined once per snapshot. */
export interface Scope {
  readonly snapshot: Snapshot;
  readonly networks: readonly Network[];
  readonly policy: PolicyData | undefined;
  readonly collector: UrlTarget | undefined;
  /** Returns what answers at a URL. */
  readonly targetAt: (url: string) => UrlTarget | undefined;
  /** The address of the load balancer, if the collector is reached through one. */
  readonly balancer: string | undefined;
  /** undefined until the policy is known. */
  readonly allows: Allows | undefined;
}

/** Joins the available parts of a snapshot. */
export function scopeOf(snapshot: Snapshot, address: CollectorAddress | undefined): Scope {
  const policy = dataOf(snapshot.policy);
  return {
    snapshot,
    networks: networksOf(snapshot),
    policy,
    collector: collectorOf(snapshot, address),
    targetAt: (url) => targetAt(url, snapshot),
    balancer: address?.virtualHost === undefined ? undefined : address.address,
    allows: policy && allowsOf(policy),
  };
}

/** Returns the profiles of what answers at a URL: those of its endpoints, else those of its app's networks. */
export function profilesOf({ app, workloads }: UrlOwner, { networks, policy }: Scope): GraphNode['profiles'] {
  const attached = workloads.flatMap(({ profiles }) => profiles);
  const ids =
    attached.length > 0 ? attached : (app?.networks ?? []).map((name) => profileOfNamed(name, networks, policy));
  return shownProfiles(ids, { networks, policy });
}

/** Returns the profiles of a node that someone wrote, each once. */
export function shownProfiles(
  ids: readonly string[],
  { networks, policy }: Pick<Scope, 'networks' | 'policy'>,
): GraphNode['profiles'] {
  return [...new Set(writtenProfiles(ids, policy))].map((id) => ({ id, name: displayName(id, networks) }));
}

/** Creates a node at a location. Its name is determined later. */
export function placed(
  id: string,
  kind: ObservedNode['kind'],
  owner: UrlOwner | undefined,
  scope: Scope,
): ObservedNode {
  const profiles = owner ? profilesOf(owner, scope) : [];
  const app = owner?.app;
  const namespaces = new Set(owner?.workloads.map(({ namespace }) => namespace));
  const [namespace] = namespaces;
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
    hosts: [...new Set(app ? app.tasks.map(({ host }) => host) : owner?.workloads.map(({ host }) => host))],
    addresses: [...(owner?.addresses ?? [])],
    ...(namespaces.size === 1 && namespace !== undefined && { namespace }),
    profiles,
    tags: [...new Set(tags)],
    ...(owner &&
      nodePolicy(
        owner.workloads.map(({ endpoint }) => endpoint),
        scope.policy,
      )),
    answered: true,
  };
}
