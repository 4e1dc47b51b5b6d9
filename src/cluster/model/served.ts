import { grouped } from '../../base/grouped';
import type { EndpointSlice, Service } from '../../policy/kubernetes/objects';
import { hostOf, portOf } from '../collector/owner';
import { dataOf } from './indexes';
import { objectsIn } from './resources';
import type { PolicyData, Resources, Snapshot } from './snapshot';
import { workloadsOf, type Workload } from './workloads';

/** The pods that answer at a URL. */
export interface Served {
  /** Their namespace, and their common controller or else their service. */
  readonly id: string;
  /** Never empty. */
  readonly pods: readonly Workload[];
  /** The port on which they listen. */
  readonly port: number;
}

/** The label with the name of a slice's service. */
const SERVICE_LABEL = 'kubernetes.io/service-name';

/** Returns the pods behind a URL: by a pod's address, a service's address, or the name of a service with its namespace. */
export function podsAt(url: string, snapshot: Snapshot): Served | undefined {
  const resources = dataOf(snapshot.policy)?.resources;
  const host = hostOf(url);
  if (!resources || host === undefined) return undefined;
  const pods = workloadsByAddress(workloadsOf(snapshot));
  const pod = pods.get(host);
  const port = portOf(url);
  if (pod) return { id: idOf([pod], pod.name), pods: [pod], port };
  const service = servicesOf(resources).find(host);
  const targets = service?.ports.find((candidate) => candidate.port === port)?.targets ?? [];
  const served = targets.flatMap(({ address }) => pods.get(address) ?? []);
  const [first] = targets;
  if (!service || !first || served.length === 0) return undefined;
  return { id: idOf(served, `${service.namespace}/${service.name}`), pods: served, port: first.port };
}

/** A service through which the API server reaches pods. */
export interface ReachedService {
  readonly namespace: string;
  readonly name: string;
  readonly port: number;
}

/** Returns a service of the pods that run star-collect; undefined if there are none. */
export function collectorService({ endpoints, resources }: PolicyData): ReachedService | undefined {
  const collectors = endpoints.filter(({ star }) => star?.program === 'star-collect');
  if (!resources || collectors.length === 0) return undefined;
  const addresses = new Set(
    collectors.flatMap(({ ipv4Nets, ipv6Nets }) => [...ipv4Nets, ...ipv6Nets].map((net) => net.split('/')[0])),
  );
  for (const { namespace, name, ports } of servicesOf(resources).all) {
    const found = ports.find(({ targets }) => targets.some(({ address }) => addresses.has(address)));
    if (found) return { namespace, name, port: found.port };
  }
  return undefined;
}

interface KnownService {
  readonly namespace: string;
  readonly name: string;
  readonly ports: readonly {
    readonly port: number;
    readonly targets: readonly { readonly address: string; readonly port: number }[];
  }[];
}

/** The services of a cluster, and where their connections end. */
class Services {
  readonly #byHost = new Map<string, KnownService>();

  constructor(
    readonly all: readonly KnownService[],
    addresses: ReadonlyMap<KnownService, readonly string[]>,
  ) {
    for (const service of all) {
      this.#byHost.set(`${service.name}.${service.namespace}`.toLowerCase(), service);
      for (const address of addresses.get(service) ?? []) this.#byHost.set(address, service);
    }
  }

  /** Finds a service by its address, or by a name such as `web.shop` or `web.shop.svc.cluster.local`. */
  find(host: string): KnownService | undefined {
    const name = /^[^.]+\.[^.]+(?=(\.svc(\..*)?)?\.?$)/.exec(host)?.[0];
    return this.#byHost.get(host) ?? (name === undefined ? undefined : this.#byHost.get(name));
  }
}

const services = new WeakMap<Resources, Services>();

function servicesOf(resources: Resources): Services {
  let found = services.get(resources);
  if (!found) services.set(resources, (found = read(resources)));
  return found;
}

function read(resources: Resources): Services {
  const objects = objectsIn(resources);
  const slices = grouped(
    objects.filter((object): object is EndpointSlice => object.kind === 'EndpointSlice'),
    ({ metadata }) => `${metadata.namespace ?? ''}/${metadata.labels?.[SERVICE_LABEL] ?? ''}`,
  );
  const addresses = new Map<KnownService, readonly string[]>();
  const all = objects
    .filter((object): object is Service => object.kind === 'Service')
    .map(({ metadata: { namespace = '', name }, spec = {} }) => {
      const own = slices.get(`${namespace}/${name}`) ?? [];
      const ports = (spec.ports ?? [])
        .filter(({ protocol = 'TCP' }) => protocol === 'TCP')
        .map((port) => ({ port: port.port, targets: own.flatMap((slice) => targetsIn(slice, port.name ?? '')) }));
      const service: KnownService = { namespace, name, ports };
      addresses.set(service, spec.clusterIPs ?? (spec.clusterIP === undefined ? [] : [spec.clusterIP]));
      return service;
    });
  return new Services(all, addresses);
}

function targetsIn(
  { endpoints = [], ports = [] }: EndpointSlice,
  name: string,
): KnownService['ports'][number]['targets'] {
  const port = ports.find((candidate) => (candidate.name ?? '') === name)?.port;
  if (port === undefined) return [];
  return endpoints.flatMap(({ addresses }) => addresses.map((address) => ({ address, port })));
}

const byAddress = new WeakMap<readonly Workload[], ReadonlyMap<string, Workload>>();

/** Returns workloads by their addresses. */
export function workloadsByAddress(workloads: readonly Workload[]): ReadonlyMap<string, Workload> {
  let found = byAddress.get(workloads);
  if (!found)
    byAddress.set(
      workloads,
      (found = new Map(workloads.flatMap((workload) => workload.addresses.map((address) => [address, workload])))),
    );
  return found;
}

/** The namespace and controller that all pods have in common, or else another ID. */
function idOf(pods: readonly Workload[], otherwise: string): string {
  const ids = new Set(pods.map(({ namespace, owner }) => owner && `${namespace ?? ''}/${owner}`));
  const [id] = ids;
  return ids.size === 1 && id ? id : otherwise;
}
