import type { StoredPolicy } from '../calico1/stored-policy';
import type { OwnerRef, PolicyRef } from '../explain/calico1/lists';

/** Facts about a cluster besides its policy. */
export interface LintCluster {
  /** The TCP ports on which each endpoint listens; a missing endpoint may listen anywhere. */
  readonly listening?: ReadonlyMap<string, readonly number[]>;
}

/** Facts about the whole cluster that checks share, gathered once. */
export interface Facts {
  readonly policy: StoredPolicy;
  /** The tags of all profiles. */
  readonly tags: ReadonlySet<string>;
  /** The tags of all endpoints. */
  readonly used: ReadonlySet<string>;
  /** The endpoints that have a profile, by profile name. */
  readonly endpointsOf: ReadonlyMap<string, readonly string[]>;
  /** The IP versions of endpoint addresses. */
  readonly versions: ReadonlySet<4 | 6>;
  /** All ports on which the endpoints of a profile or policy listen; undefined if one of them may listen anywhere. */
  readonly listeningOf: (owner: OwnerRef) => ReadonlySet<number> | undefined;
  /** The same for all endpoints. */
  readonly listening: ReadonlySet<number> | undefined;
}

export function gather(policy: StoredPolicy, { listening }: LintCluster): Facts {
  const { directory, profiles } = policy.model;
  const tags = new Set<string>();
  for (const { profile } of profiles.values()) for (const tag of profile.tags) tags.add(tag);
  const endpointsOf = new Map<string, string[]>();
  const versions = new Set<4 | 6>();
  const endpoints: string[] = [];
  for (const { endpoint } of directory.members) {
    if (endpoint.kind === 'network-set') continue;
    endpoints.push(endpoint.id);
    for (const { version } of endpoint.addresses) versions.add(version);
    for (const name of new Set(endpoint.profiles)) {
      const list = endpointsOf.get(name);
      if (list) list.push(endpoint.id);
      else endpointsOf.set(name, [endpoint.id]);
    }
  }
  const used = new Set([...endpointsOf.keys()].flatMap((name) => profiles.get(name)?.profile.tags ?? []));
  const portsOf = (names: Iterable<string>) => {
    const ports = new Set<number>();
    for (const name of names) {
      const own = listening?.get(name);
      if (!own) return undefined;
      for (const port of own) ports.add(port);
    }
    return ports;
  };
  return {
    policy,
    tags,
    used,
    endpointsOf,
    versions,
    listeningOf: (owner) =>
      portsOf(owner.policy ? selectedBy(owner.policy, policy) : (endpointsOf.get(owner.profile) ?? [])),
    listening: portsOf(endpoints),
  };
}

/** The endpoints that a policy of a tier selects. */
function selectedBy({ tier, name }: PolicyRef, { model }: StoredPolicy): readonly string[] {
  const selects = model
    .policiesIn('enforced')
    .find(({ policy }) => policy.tier === tier && policy.tieBreak === name)?.selects;
  if (!selects) return [];
  return model.directory.members.flatMap(({ endpoint, class: endpointClass }) =>
    endpoint.kind !== 'network-set' && selects.holds(endpointClass) ? [endpoint.id] : [],
  );
}
