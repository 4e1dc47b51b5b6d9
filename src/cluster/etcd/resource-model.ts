import {
  parseResourceKey,
  readResource,
  translateWorkloadEndpoint,
  workloadPlace,
  type IPPool as StoredPool,
  type WorkloadEndpoint as StoredEndpoint,
} from '../../policy/datastore';
import { resourceKey, type StoredResource } from '../../policy/resources';
import { isInForce } from '../model/resources';
import type { IpPool, Resources, WorkloadEndpoint } from '../model/snapshot';
import type { KeyValue } from './stores/kv';

/** What a snapshot holds of Calico 3. */
interface ResourceData {
  readonly endpoints: readonly WorkloadEndpoint[];
  readonly pools: readonly IpPool[];
  readonly resources: Resources;
}

const CLUSTER = resourceKey({ kind: 'ClusterInformation', name: 'default' });

/** The objects of Calico 3, updated change by change. Unchanged ones keep their identity. */
export class ResourceModel {
  readonly #stored = new Map<string, StoredResource>();
  readonly #endpoints = new WeakMap<StoredResource, WorkloadEndpoint | null>();
  #data: ResourceData | undefined;

  /** Whether any object is stored. */
  get isEmpty(): boolean {
    return this.#stored.size === 0;
  }

  /** Whether the datastore is ready for Felix; undefined if nothing is stored about it. */
  get isReady(): boolean | undefined {
    const read = this.#stored.get(CLUSTER)?.read;
    if (!read) return undefined;
    return (
      read.state === 'decoded' && read.object.kind === 'ClusterInformation' && read.object.spec?.datastoreReady === true
    );
  }

  /** @param inForce Whether Felix enforces the objects. */
  data(inForce: boolean): ResourceData {
    const known = this.#data;
    if (known && isInForce(known.resources) === inForce) return known;
    const stored = known?.resources.stored ?? [...this.#stored.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
    this.#data = {
      endpoints: known?.endpoints ?? stored.flatMap((resource) => this.#endpointOf(resource) ?? []),
      pools: known?.pools ?? stored.flatMap(poolOf),
      resources: { stored, from: { kind: 'etcd', inForce } },
    };
    return this.#data;
  }

  /** Returns whether the key is that of an object. */
  put({ key, value, revision }: KeyValue): boolean {
    if (value === null) return false;
    const resource = readResource(key, value, revision);
    if (!resource) return false;
    this.#stored.set(key, resource);
    this.#data = undefined;
    return true;
  }

  delete(key: string): boolean {
    if (!parseResourceKey(key)) return false;
    if (this.#stored.delete(key)) this.#data = undefined;
    return true;
  }

  #endpointOf(resource: StoredResource): WorkloadEndpoint | undefined {
    let endpoint = this.#endpoints.get(resource);
    if (endpoint === undefined) {
      const { read } = resource;
      const of = read.state === 'decoded' && read.object.kind === 'WorkloadEndpoint' ? read.object : undefined;
      this.#endpoints.set(resource, (endpoint = (of && endpointOf(of, resource)) ?? null));
    }
    return endpoint ?? undefined;
  }
}

/** Returns an endpoint in the form of Calico's first data model; undefined if Felix ignores its name. */
function endpointOf(endpoint: StoredEndpoint, { key, text }: StoredResource): WorkloadEndpoint | undefined {
  const place = workloadPlace(endpoint);
  if (!place) return undefined;
  const { ipNetworks = [], profiles = [], interfaceName = '' } = endpoint.spec ?? {};
  const { host, orchestrator, workload, endpoint: id } = place;
  const translated = translateWorkloadEndpoint(endpoint)?.endpoint;
  return {
    key,
    text,
    host,
    orchestrator,
    workload,
    ...(orchestrator === 'k8s' && { pod: workload }),
    id,
    state: 'active',
    interfaceName,
    profileIds: profiles,
    ipv4Nets: ipNetworks.filter((net) => !net.includes(':')),
    ipv6Nets: ipNetworks.filter((net) => net.includes(':')),
    ...(translated && { labels: translated.labels }),
    ...(translated?.state.kind === 'void' && { voidReason: translated.state.reason }),
  };
}

function poolOf({ read }: StoredResource): IpPool | readonly [] {
  return read.state === 'decoded' && read.object.kind === 'IPPool' ? (asPool(read.object) ?? []) : [];
}

function asPool({ spec }: StoredPool): IpPool | undefined {
  const { cidr, ipipMode, natOutgoing = false, disabled = false } = spec ?? {};
  if (cidr === undefined) return undefined;
  return {
    cidr,
    version: cidr.includes(':') ? 6 : 4,
    ipip: ipipMode === 'Always' || ipipMode === 'CrossSubnet',
    masquerade: natOutgoing,
    ipam: true,
    disabled,
  };
}
