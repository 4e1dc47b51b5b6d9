import { byName } from '../../base/text/by-name';
import { eachInTurn, mappedInTurn, MANY, sortedInTurn } from '../../base/time-slices';
import { ownerOfPod } from '../../policy/kubernetes/pod-owner';
import { NAMESPACE_LABEL } from '../../policy/model/labels';
import { endpointName } from '../analysis/stored';
import { addressesOf } from './indexes';
import type { App, WorkloadEndpoint } from './snapshot';
import type { Workload } from './workloads';

/** Named endpoints. */
export interface Naming {
  readonly endpoints: readonly WorkloadEndpoint[];
  /** In the same order. */
  readonly workloads: readonly Workload[];
  /** By name. */
  readonly sorted: readonly Workload[];
}

const NOTHING: Naming = { endpoints: [], workloads: [], sorted: [] };

/**
 * Names endpoints so that each name is unique, with pauses.
 * @param appOf Returns the app of an endpoint.
 * @param before What it returned for the state before.
 */
export function* named(
  endpoints: readonly WorkloadEndpoint[],
  appOf: (endpoint: WorkloadEndpoint) => App | undefined,
  before: Naming = NOTHING,
): Generator<undefined, Naming> {
  const apps = yield* mappedInTurn(endpoints, appOf);
  const instances = yield* count(apps.map((app) => app?.id));
  const shortNames = yield* count([...instances.keys()].map((id) => id && shortName(id)));
  const nameOf = (endpoint: WorkloadEndpoint, app: App | undefined) => {
    if (!app && endpoint.pod !== undefined) return endpoint.pod;
    const [address] = addressesOf(endpoint);
    if (!app) return address ?? endpoint.id;
    const name = (shortNames.get(shortName(app.id)) ?? 0) > 1 ? app.id : shortName(app.id);
    return (instances.get(app.id) ?? 0) > 1 ? `${name} (${address ?? endpoint.id})` : name;
  };
  const names: string[] = [];
  yield* eachInTurn(endpoints, (endpoint, place) => names.push(nameOf(endpoint, apps[place])));
  const uses = yield* count(names);
  const kept = new Kept(before);
  const workloads: Workload[] = [];
  yield* eachInTurn(endpoints, (endpoint, place) => {
    const app = apps[place];
    const short = names[place] ?? endpoint.id;
    const name = (uses.get(short) ?? 0) > 1 ? `${short} [${endpointName(endpoint)}]` : short;
    const old = kept.of(endpoint);
    workloads.push(old?.name === name && old.app === app?.id ? old : workloadOf(endpoint, name, app));
  });
  return { endpoints, workloads, sorted: yield* sortedInTurn(workloads, (a, b) => byName(a.name, b.name)) };
}

/** How far ahead an endpoint is looked for among those of the state before: some may have gone. */
const AHEAD = 16;

/** The workloads of the state before. Endpoints keep their order, so no map is needed. */
class Kept {
  #place = 0;

  constructor(private readonly before: Naming) {}

  /** Returns the workload that an endpoint was. Endpoints are asked for in their order. */
  of(endpoint: WorkloadEndpoint): Workload | undefined {
    const { endpoints, workloads } = this.before;
    for (let place = this.#place; place < this.#place + AHEAD; place += 1) {
      if (endpoints[place] !== endpoint) continue;
      this.#place = place + 1;
      return workloads[place];
    }
    return undefined;
  }
}

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

/** The last part of an app's id. */
export function shortName(app: string): string {
  return app.slice(app.lastIndexOf('/') + 1);
}
