import { grouped } from '../../base/grouped';
import type { BrokenProfile, Profile } from '../../policy/calico1/profile';
import { endpointName } from '../analysis/stored';
import type {
  App,
  Failure,
  MarathonData,
  Network,
  Part,
  PolicyData,
  Snapshot,
  Task,
  WorkloadEndpoint,
} from './snapshot';

/** Returns the data of a part, including the last known data of a failing one. */
export function dataOf<T>(part: Part<T>): T | undefined {
  return part.state === 'ready' || part.state === 'failed' ? part.data : undefined;
}

/** Returns what is missing from an available part. */
export function problemsOf(part: Part<unknown>): readonly Failure[] {
  return part.state === 'ready' ? (part.problems ?? []) : [];
}

/** Creates an index of an immutable value once and keeps it as long as the value lives. */
function indexed<Source extends object, Index>(build: (source: Source) => Index): (source: Source) => Index {
  const built = new WeakMap<Source, Index>();
  return (source) => {
    let index = built.get(source);
    if (index === undefined) built.set(source, (index = build(source)));
    return index;
  };
}

const membersIndex = indexed((policy: PolicyData) => {
  const members = new Map<string, WorkloadEndpoint[]>();
  for (const endpoint of policy.endpoints) {
    for (const id of endpoint.profileIds) {
      const list = members.get(id);
      if (list) list.push(endpoint);
      else members.set(id, [endpoint]);
    }
  }
  return members;
});

const hostIndex = indexed((policy: PolicyData) => grouped(policy.endpoints, ({ host }) => host));

const endpointIndex = indexed(
  (policy: PolicyData) => new Map(policy.endpoints.map((endpoint) => [endpointName(endpoint), endpoint])),
);

const profileIndex = indexed(
  (policy: PolicyData) => new Map(policy.profiles.map((profile) => [profile.name, profile])),
);

const tagIndex = indexed((policy: PolicyData) => {
  const carriers = new Map<string, Profile[]>();
  for (const profile of policy.profiles) {
    if (profile.kind !== 'profile') continue;
    for (const tag of new Set(profile.tags)) {
      const list = carriers.get(tag);
      if (list) list.push(profile);
      else carriers.set(tag, [profile]);
    }
  }
  return carriers;
});

const taskIndex = indexed(
  (marathon: MarathonData) =>
    new Map(
      marathon.apps.flatMap((app) =>
        app.tasks.flatMap((task) => task.addresses.map((address) => [address, task] as const)),
      ),
    ),
);

const appIndex = indexed((marathon: MarathonData) => new Map(marathon.apps.map((app) => [app.id, app])));

/** Returns the endpoints with a profile. */
export function membersOf(profile: string, policy: PolicyData): readonly WorkloadEndpoint[] {
  return membersIndex(policy).get(profile) ?? [];
}

/** Returns the workload endpoints on a host. */
export function endpointsOn(host: string, policy: PolicyData): readonly WorkloadEndpoint[] {
  return hostIndex(policy).get(host) ?? [];
}

/** Returns the workload endpoint with a name in the model. */
export function endpointNamed(name: string, policy: PolicyData | undefined): WorkloadEndpoint | undefined {
  return policy && endpointIndex(policy).get(name);
}

/** Returns the profiles with each tag. */
export function carriersByTag(policy: PolicyData): ReadonlyMap<string, readonly Profile[]> {
  return tagIndex(policy);
}

/** Returns the endpoints with a tag: the members of all profiles with it. */
export function endpointsWithTag(tag: string, policy: PolicyData): ReadonlySet<WorkloadEndpoint> {
  return new Set(
    tagIndex(policy)
      .get(tag)
      ?.flatMap(({ name }) => membersOf(name, policy)),
  );
}

/** Returns the profile stored under a name. */
export function profileNamed(name: string, policy: PolicyData | undefined): Profile | BrokenProfile | undefined {
  return policy && profileIndex(policy).get(name);
}

/**
 * Returns the profile of a network: stored under its ID (libnetwork plugin up to 0.10), else under its name (from 1.0
 * on).
 */
export function profileOfNetwork(
  network: Network,
  policy: PolicyData | undefined,
): Profile | BrokenProfile | undefined {
  return profileNamed(network.id, policy) ?? profileNamed(network.name, policy);
}

/** Returns the network whose profile is stored under a name. */
export function networkOfProfile(profile: string, networks: readonly Network[]): Network | undefined {
  return networks.find(({ id }) => id === profile) ?? networks.find(({ name }) => name === profile);
}

/** Returns an endpoint's addresses without prefix lengths. */
export function addressesOf({
  ipv4Nets,
  ipv6Nets,
}: Pick<WorkloadEndpoint, 'ipv4Nets' | 'ipv6Nets'>): readonly string[] {
  return [...ipv4Nets, ...ipv6Nets].map((net) => net.split('/')[0] ?? net);
}

/** Returns the task with an endpoint's address, the only thing that Marathon and Calico have in common. */
export function taskOf(endpoint: WorkloadEndpoint, marathon: MarathonData | undefined): Task | undefined {
  if (!marathon) return undefined;
  for (const address of addressesOf(endpoint)) {
    const task = taskIndex(marathon).get(address);
    if (task) return task;
  }
  return undefined;
}

/** Returns the app with an ID. */
export function appNamed(id: string, marathon: MarathonData | undefined): App | undefined {
  return marathon && appIndex(marathon).get(id);
}

/** One list, because results are cached by it. */
const NO_NETWORKS: readonly Network[] = [];

/** Returns all known networks. */
export function networksOf(snapshot: Snapshot | undefined): readonly Network[] {
  return (snapshot && dataOf(snapshot.networks)) ?? NO_NETWORKS;
}
