import { eachInTurn } from '../../base/time-slices';
import { formatAddress } from '../../policy/model/address';
import { isEndpoint, translatePod } from '../../policy/kubernetes/translate/pods';
import { kindOf, resourceKey, type ResourceId, type StoredResource } from '../../policy/resources';
import type { PolicyData, WorkloadEndpoint } from '../model/snapshot';
import type { StoredObject } from './objects';
import { RESOURCES, type ResourceName, type ResourceType } from './resources';
import type { KubernetesData } from './source';

const NOTHING: readonly never[] = [];

/**
 * Returns what a snapshot holds of a Kubernetes cluster, with pauses. Objects and lists that have not changed are the same
 * as before.
 */
export function* policyDataOf({ apis, objects }: KubernetesData): Generator<undefined, PolicyData> {
  const stored: StoredResource[] = [];
  for (const list of objects.values()) for (const resource of yield* storedOf(list)) stored.push(resource);
  return {
    profiles: NOTHING,
    pools: NOTHING,
    endpoints: yield* endpointsOf(objects.get('pods') ?? NOTHING),
    resources: {
      stored,
      from: {
        kind: 'api',
        calico: apis.calico === 'native-crd' ? 'native-crd' : 'api-server',
        slices: apis.resources.has('endpointslices.discovery.k8s.io'),
      },
    },
  };
}

/** Returns the ID under which features know an object; undefined for kinds that they don’t show. */
function resourceIdOfStored({ id }: StoredObject): ResourceId | undefined {
  const type = RESOURCES.get(id.resource);
  const kind = type && kindOf(`${type.group}/`, type.kind);
  return kind && { kind, ...(id.namespace !== undefined && { namespace: id.namespace }), name: id.name };
}

/** Returns the resource that an ID's kind is one of. */
export function resourceOf({ kind }: Pick<ResourceId, 'kind'>): ResourceName | undefined {
  const isOf = (type: ResourceType) => kindOf(`${type.group}/`, type.kind) === kind;
  return [...RESOURCES].find(([, type]) => isOf(type))?.[0];
}

const sorted = new WeakMap<readonly StoredObject[], readonly StoredResource[]>();

function* storedOf(objects: readonly StoredObject[]): Generator<undefined, readonly StoredResource[]> {
  const before = sorted.get(objects);
  if (before) return before;
  const list: StoredResource[] = [];
  yield* eachInTurn(objects, (object) => {
    const resource = storedResource(object);
    if (resource) list.push(resource);
  });
  list.sort((a, b) => (a.key < b.key ? -1 : 1));
  sorted.set(objects, list);
  return list;
}

const known = new WeakMap<StoredObject, StoredResource>();

/** Returns an object in the form that snapshots hold. */
export function storedResource(object: StoredObject): StoredResource | undefined {
  let stored = known.get(object);
  if (!stored) {
    const id = resourceIdOfStored(object);
    if (!id) return undefined;
    stored = {
      id,
      key: resourceKey(id),
      revision: object.resourceVersion,
      text: object.value ? JSON.stringify(object.value) : '',
      read: object.read,
    };
    known.set(object, stored);
  }
  return stored;
}

const endpointLists = new WeakMap<readonly StoredObject[], readonly WorkloadEndpoint[]>();
const endpoints = new WeakMap<StoredObject, WorkloadEndpoint | null>();

function* endpointsOf(pods: readonly StoredObject[]): Generator<undefined, readonly WorkloadEndpoint[]> {
  const before = endpointLists.get(pods);
  if (before) return before;
  const list: WorkloadEndpoint[] = [];
  yield* eachInTurn(pods, (pod) => {
    const endpoint = endpointOf(pod);
    if (endpoint) list.push(endpoint);
  });
  endpointLists.set(pods, list);
  return list;
}

function endpointOf(stored: StoredObject): WorkloadEndpoint | undefined {
  let endpoint = endpoints.get(stored);
  if (endpoint === undefined) endpoints.set(stored, (endpoint = readEndpoint(stored) ?? null));
  return endpoint ?? undefined;
}

/** Returns the endpoint of a pod; undefined for pods in their nodes' networks, and those without a node. */
function readEndpoint({ read, star }: StoredObject): WorkloadEndpoint | undefined {
  if (read.state !== 'decoded' || read.object.kind !== 'Pod' || !isEndpoint(read.object)) return undefined;
  const { id, host = '', labels, profiles, addresses } = translatePod(read.object);
  const nets = (version: 4 | 6) =>
    addresses
      .filter((address) => address.version === version)
      .map((address) => `${formatAddress(address)}/${version === 4 ? '32' : '128'}`);
  return {
    host,
    orchestrator: 'k8s',
    workload: id,
    pod: id,
    ...(star && { star }),
    id: 'eth0',
    modelName: id,
    state: 'active',
    interfaceName: '',
    profileIds: profiles,
    ipv4Nets: nets(4),
    ipv6Nets: nets(6),
    labels,
  };
}
