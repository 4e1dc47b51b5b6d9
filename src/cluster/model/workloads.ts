import { grouped } from '../../base/grouped';
import { eachInTurn, finished } from '../../base/time-slices';
import { endpointName } from '../analysis/stored';
import { appNamed, dataOf, membersOf, networksOf, profileOfNetwork, taskOf } from './indexes';
import type { App, MarathonData, Network, PolicyData, Snapshot, StarProgram, WorkloadEndpoint } from './snapshot';
import { named, type Naming } from './workload-naming';

/** A workload endpoint under its displayed name. */
export interface Workload {
  /** The app's name, with the address if the app has several tasks. The address if the app is unknown. Unique. */
  readonly name: string;
  /** Its name in the compiled policy. */
  readonly endpoint: string;
  /** Marathon's id of its app. */
  readonly app: string | undefined;
  /** The namespace of a Kubernetes or Calico 3 workload. */
  readonly namespace: string | undefined;
  /** The name of the controller of a pod, in its namespace; undefined for other workloads. */
  readonly owner: string | undefined;
  /** The program of the Stars demo that a pod runs. */
  readonly star?: StarProgram;
  readonly host: string;
  readonly addresses: readonly string[];
  /** Stored names, in the endpoint's order. */
  readonly profiles: readonly string[];
}

/** An address of TEST-NET-3, which represents any machine outside the cluster. */
export const ANYONE_OUTSIDE = '203.0.113.1';

/** The workloads of a state of a cluster. */
export interface Directory {
  readonly marathon: MarathonData | undefined;
  readonly networks: readonly Network[];
  readonly naming: Naming;
  readonly byEndpoint: ReadonlyMap<string, Workload>;
  readonly byNamespace: ReadonlyMap<string, readonly Workload[]>;
  readonly byApp: ReadonlyMap<string, readonly Workload[]>;
}

const directories = new WeakMap<PolicyData, Directory>();
let latest: WeakRef<Directory> | undefined;

/** All workloads of a cluster, sorted by name. */
export function workloadsOf(snapshot: Snapshot): readonly Workload[] {
  return directoryOf(snapshot)?.naming.sorted ?? [];
}

/** The workloads of each namespace, sorted by name; those without one under an empty name. */
export function workloadsByNamespace(snapshot: Snapshot): ReadonlyMap<string, readonly Workload[]> {
  return directoryOf(snapshot)?.byNamespace ?? NO_NAMESPACES;
}

const NO_NAMESPACES: ReadonlyMap<string, readonly Workload[]> = new Map();

/** Returns the workload with a name in the compiled policy. */
export function workloadNamed(endpoint: string, snapshot: Snapshot): Workload | undefined {
  return directoryOf(snapshot)?.byEndpoint.get(endpoint);
}

/**
 * Returns the workloads of an app. If several apps join a network and Marathon does not know their addresses, any
 * endpoint of that network may be meant.
 */
export function workloadsOfApp(app: App, snapshot: Snapshot): readonly Workload[] {
  const policy = dataOf(snapshot.policy);
  const found = directoryOf(snapshot)?.byApp.get(app.id);
  if (found || !policy) return found ?? [];
  const members = app.networks.flatMap((name) => membersOf(profileOfNamed(name, networksOf(snapshot), policy), policy));
  return members.flatMap((endpoint) => workloadNamed(endpointName(endpoint), snapshot) ?? []);
}

/** Returns the pods of a controller. */
export function podsOf(
  { namespace, owner }: { readonly namespace: string; readonly owner: string },
  snapshot: Snapshot,
): readonly Workload[] {
  return workloadsOf(snapshot).filter((pod) => pod.namespace === namespace && pod.owner === owner);
}

/** The stored name of the profile of the network that an app joins by its name. */
export function profileOfNamed(network: string, networks: readonly Network[], policy: PolicyData | undefined): string {
  const found = networks.find(({ name }) => name === network);
  return (found && profileOfNetwork(found, policy))?.name ?? network;
}

/** Returns the workloads as listed once per state; undefined while the policy is unknown. */
export function directoryOf(snapshot: Snapshot): Directory | undefined {
  const policy = dataOf(snapshot.policy);
  if (!policy) return undefined;
  return finished(listing(policy, dataOf(snapshot.marathon), networksOf(snapshot)));
}

/** Lists the workloads of a cluster without Marathon and Docker, with pauses, so that {@link workloadsOf} has them at once. */
export function* listWorkloads(policy: PolicyData): Generator<undefined, void> {
  yield* listing(policy, undefined, networksOf(undefined));
}

function* listing(
  policy: PolicyData,
  marathon: MarathonData | undefined,
  networks: readonly Network[],
): Generator<undefined, Directory> {
  const known = directories.get(policy);
  if (known?.marathon === marathon && known?.networks === networks) return known;
  const appAt = (endpoint: WorkloadEndpoint) => appOf(endpoint, policy, marathon, networks);
  const naming = yield* named(policy.endpoints, appAt, latest?.deref()?.naming);
  const byEndpoint = new Map<string, Workload>();
  const byNamespace = new Map<string, Workload[]>();
  yield* eachInTurn(naming.sorted, (workload) => {
    const { endpoint, namespace = '' } = workload;
    byEndpoint.set(endpoint, workload);
    const others = byNamespace.get(namespace);
    if (others) others.push(workload);
    else byNamespace.set(namespace, [workload]);
  });
  const directory = {
    marathon,
    networks,
    naming,
    byEndpoint,
    byNamespace,
    byApp: grouped(
      naming.sorted.filter(({ app }) => app !== undefined),
      ({ app }) => app ?? '',
    ),
  };
  directories.set(policy, directory);
  latest = new WeakRef(directory);
  return directory;
}

/**
 * Returns the app of an endpoint: by its address or, if Mesos knows only the host's address, the only app that joins
 * the endpoint's network.
 */
function appOf(
  endpoint: WorkloadEndpoint,
  policy: PolicyData,
  marathon: MarathonData | undefined,
  networks: readonly Network[],
): App | undefined {
  const task = taskOf(endpoint, marathon);
  if (task || !marathon) return task && appNamed(task.appId, marathon);
  const joining = appsByProfile(policy, marathon, networks);
  const apps = endpoint.profileIds.flatMap((profile) => joining.get(profile) ?? []);
  return apps.length === 1 ? apps[0] : undefined;
}

const joined = new WeakMap<
  MarathonData,
  { readonly networks: readonly Network[]; readonly apps: ReadonlyMap<string, readonly App[]> }
>();

function appsByProfile(
  policy: PolicyData,
  marathon: MarathonData,
  networks: readonly Network[],
): ReadonlyMap<string, readonly App[]> {
  const known = joined.get(marathon);
  if (known?.networks === networks) return known.apps;
  const apps = new Map<string, App[]>();
  for (const app of marathon.apps) {
    for (const name of app.networks) {
      const profile = profileOfNamed(name, networks, policy);
      apps.set(profile, [...(apps.get(profile) ?? []), app]);
    }
  }
  joined.set(marathon, { networks, apps });
  return apps;
}
