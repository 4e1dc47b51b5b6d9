import { byName } from '../../base/text/by-name';
import * as l10n from '@vscode/l10n';
import { grouped } from '../../base/grouped';
import { eachInTurn, finished, MANY, sortedInTurn } from '../../base/time-slices';
import { NAMESPACE_LABEL } from '../../policy/model/labels';
import { ownerOfPod } from '../../policy/kubernetes/pod-owner';
import type { Names } from '../../policy/explain/calico1';
import { option } from '../collector/probe-command';
import { hostOf, ownerOf, portOf } from '../collector/owner';
import { endpointName } from '../analysis/stored';
import { hostEndpointsOf } from './host-endpoints';
import { addressesOf, appNamed, dataOf, membersOf, networksOf, profileOfNetwork, taskOf } from './indexes';
import type { App, MarathonData, Network, PolicyData, Snapshot, StarProgram, WorkloadEndpoint } from './snapshot';

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

interface Directory {
  readonly marathon: MarathonData | undefined;
  readonly networks: readonly Network[];
  readonly workloads: readonly Workload[];
  readonly byEndpoint: ReadonlyMap<string, Workload>;
  readonly byNamespace: ReadonlyMap<string, readonly Workload[]>;
  readonly byApp: ReadonlyMap<string, readonly Workload[]>;
}

const directories = new WeakMap<PolicyData, Directory>();

/** All workloads of a cluster, sorted by name. */
export function workloadsOf(snapshot: Snapshot): readonly Workload[] {
  return directoryOf(snapshot)?.workloads ?? [];
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

/** Returns the workload, or the endpoint of a host, with a name in the compiled policy. */
function endpointNamed(endpoint: string, snapshot: Snapshot): Pick<Workload, 'name'> | undefined {
  return (
    workloadNamed(endpoint, snapshot) ?? hostEndpointsOf(snapshot).find((candidate) => candidate.endpoint === endpoint)
  );
}

/**
 * Returns the displayed names of endpoints of the compiled policy: those of all pods of a controller by the controller's
 * name, as `namespace/name`.
 */
export function briefNames(endpoints: readonly string[], snapshot: Snapshot): readonly string[] {
  const byOwner = grouped(endpoints, (endpoint) => {
    const { namespace = '', owner } = workloadNamed(endpoint, snapshot) ?? {};
    return owner === undefined ? endpoint : `${namespace}/${owner}`;
  });
  return [...byOwner].flatMap(([name, members]) => {
    const { namespace = '', owner } = workloadNamed(members[0] ?? '', snapshot) ?? {};
    const pods = workloadsByNamespace(snapshot).get(namespace) ?? [];
    const isWhole = owner !== undefined && pods.filter((pod) => pod.owner === owner).length === members.length;
    return isWhole ? [name] : members.map((endpoint) => endpointNamed(endpoint, snapshot)?.name ?? endpoint);
  });
}

/** Returns the displayed names of networks, endpoints and addresses for sentences about policy. */
export function namesOf(snapshot: Snapshot): Names {
  return {
    networks: networksOf(snapshot),
    party: (party) =>
      party === ANYONE_OUTSIDE ? l10n.t('Anyone outside') : (endpointNamed(party, snapshot)?.name ?? party),
  };
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

/** The last part of an app's id. */
export function shortName(app: string): string {
  return app.slice(app.lastIndexOf('/') + 1);
}

function directoryOf(snapshot: Snapshot): Directory | undefined {
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
  const unnamed: Unnamed[] = [];
  yield* eachInTurn(policy.endpoints, (endpoint) => {
    unnamed.push({ endpoint, app: appOf(endpoint, policy, marathon, networks) });
  });
  const workloads = yield* named(unnamed);
  const byEndpoint = new Map<string, Workload>();
  const byNamespace = new Map<string, Workload[]>();
  yield* eachInTurn(workloads, (workload) => {
    const { endpoint, namespace = '' } = workload;
    byEndpoint.set(endpoint, workload);
    const others = byNamespace.get(namespace);
    if (others) others.push(workload);
    else byNamespace.set(namespace, [workload]);
  });
  const directory = {
    marathon,
    networks,
    workloads,
    byEndpoint,
    byNamespace,
    byApp: grouped(
      workloads.filter(({ app }) => app !== undefined),
      ({ app }) => app ?? '',
    ),
  };
  directories.set(policy, directory);
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

interface Unnamed {
  readonly endpoint: WorkloadEndpoint;
  readonly app: App | undefined;
}

function* named(all: readonly Unnamed[]): Generator<undefined, readonly Workload[]> {
  const instances = yield* count(all.map(({ app }) => app?.id));
  const shortNames = yield* count([...instances.keys()].map((id) => id && shortName(id)));
  const nameOf = ({ endpoint, app }: Unnamed) => {
    if (!app && endpoint.pod !== undefined) return endpoint.pod;
    const [address] = addressesOf(endpoint);
    if (!app) return address ?? endpoint.id;
    const name = (shortNames.get(shortName(app.id)) ?? 0) > 1 ? app.id : shortName(app.id);
    return (instances.get(app.id) ?? 0) > 1 ? `${name} (${address ?? endpoint.id})` : name;
  };
  const names: string[] = [];
  yield* eachInTurn(all, (one) => names.push(nameOf(one)));
  const uses = yield* count(names);
  const workloads: Workload[] = [];
  yield* eachInTurn(all, ({ endpoint, app }) => {
    const short = names[workloads.length] ?? endpoint.id;
    const name = (uses.get(short) ?? 0) > 1 ? `${short} [${endpointName(endpoint)}]` : short;
    const before = latest.get(endpoint);
    const workload = before?.name === name && before.app === app?.id ? before : workloadOf(endpoint, name, app);
    latest.set(endpoint, workload);
    workloads.push(workload);
  });
  return yield* sortedInTurn(workloads, (a, b) => byName(a.name, b.name));
}

const latest = new WeakMap<WorkloadEndpoint, Workload>();

function workloadOf(endpoint: WorkloadEndpoint, name: string, app: App | undefined): Workload {
  return {
    name,
    endpoint: endpointName(endpoint),
    app: app?.id,
    ...controllerOf(endpoint),
    ...(endpoint.star && { star: endpoint.star }),
    host: endpoint.host,
    addresses: addressesOf(endpoint),
    profiles: endpoint.profileIds,
  };
}

/** The label with a pod's namespace that Calico 2 sets. */
const NAMESPACE_OF_CALICO_2 = 'calico/k8s_ns';

/** Returns the namespace of a workload, and the controller of a pod. A pod's name follows its namespace and a sign. */
function controllerOf({
  orchestrator,
  workload,
  labels = {},
}: WorkloadEndpoint): Pick<Workload, 'namespace' | 'owner'> {
  const namespace = labels[NAMESPACE_LABEL] ?? labels[NAMESPACE_OF_CALICO_2];
  const isPod = orchestrator === 'k8s' && namespace !== undefined && workload.startsWith(namespace);
  return { namespace, owner: isPod ? ownerOfPod(workload.slice(namespace.length + 1), labels) : undefined };
}

function* count<T>(items: readonly T[]): Generator<undefined, ReadonlyMap<T, number>> {
  const counts = new Map<T, number>();
  yield* eachInTurn(items, (item) => counts.set(item, (counts.get(item) ?? 0) + 1), MANY);
  return counts;
}

const listening = new WeakMap<
  Directory,
  { readonly fetched: string; readonly ports: ReadonlyMap<string, readonly number[]> }
>();

/**
 * Returns the TCP ports on which endpoints listen, by endpoint: ports declared by their apps, those of star-probe and
 * star-collect, and those from which the collector gets responses. The same map until policy, apps, networks
 * or these ports change.
 */
export function listeningPorts(snapshot: Snapshot): ReadonlyMap<string, readonly number[]> {
  const directory = directoryOf(snapshot);
  if (!directory) return NOT_LISTENING;
  const fetched = fetchedPorts(snapshot, directory.marathon?.apps ?? []);
  const key = JSON.stringify([...fetched]);
  let known = listening.get(directory);
  if (known?.fetched !== key)
    listening.set(directory, (known = { fetched: key, ports: gatherListening(directory, fetched) }));
  return known.ports;
}

const NOT_LISTENING: ReadonlyMap<string, readonly number[]> = new Map();

function gatherListening(
  { marathon, workloads }: Directory,
  fetched: ReadonlyMap<string, readonly number[]>,
): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, readonly number[]>();
  for (const { endpoint, app: id, star } of workloads) {
    if (star) found.set(endpoint, [starPort(star.program, star.command)]);
    const app = id === undefined ? undefined : appNamed(id, marathon);
    if (star || !app) continue;
    const ports = [...new Set([...app.ports, ...starPorts(app), ...(fetched.get(app.id) ?? [])])];
    if (ports.length > 0) found.set(endpoint, ports);
  }
  return found;
}

/** Default ports of the Stars demo's programs. */
export const PROBE_PORT = 9000;
export const COLLECTOR_PORT = 9001;
const STAR_PORTS = { 'star-probe': PROBE_PORT, 'star-collect': COLLECTOR_PORT } as const;

function starPorts({ command }: App): readonly number[] {
  const program = /\bstar-(?:probe|collect)\b/.exec(command ?? '')?.[0];
  return program === 'star-probe' || program === 'star-collect' ? [starPort(program, command)] : [];
}

function starPort(program: keyof typeof STAR_PORTS, command: string | undefined): number {
  return Number(option('http-port', command)) || STAR_PORTS[program];
}

function fetchedPorts({ observation }: Snapshot, apps: readonly App[]): ReadonlyMap<string, readonly number[]> {
  const ports = new Map<string, number[]>();
  for (const { url, targets } of observation.state === 'answered' ? observation.resources : []) {
    const owner = targets && url !== undefined && hostOf(url) !== undefined ? ownerOf(url, apps) : undefined;
    if (owner && url !== undefined) ports.set(owner.id, [...(ports.get(owner.id) ?? []), portOf(url)]);
  }
  return ports;
}
