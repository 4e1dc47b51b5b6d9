import { eachInTurn, MANY, sortedInTurn } from '../../base/time-slices';
import { kindOf, type ResourceId, type StoredResource } from '../../policy/resources';
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
  for (const list of objects.values())
    yield* eachInTurn(yield* storedOf(list), (resource) => stored.push(resource), MANY);
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

/** Returns the resource that an ID's kind is one of. */
export function resourceOf({ kind }: Pick<ResourceId, 'kind'>): ResourceName | undefined {
  const isOf = (type: ResourceType) => kindOf(`${type.group}/`, type.kind) === kind;
  return [...RESOURCES].find(([, type]) => isOf(type))?.[0];
}

const sorted = new WeakMap<readonly StoredObject[], readonly StoredResource[]>();

function* storedOf(objects: readonly StoredObject[]): Generator<undefined, readonly StoredResource[]> {
  const before = sorted.get(objects);
  if (before) return before;
  const all = yield* gathered(objects, ({ stored }) => stored);
  const list = yield* sortedInTurn(all, (a, b) => (a.key < b.key ? -1 : 1));
  sorted.set(objects, list);
  return list;
}

const endpoints = new WeakMap<readonly StoredObject[], readonly WorkloadEndpoint[]>();

function* endpointsOf(pods: readonly StoredObject[]): Generator<undefined, readonly WorkloadEndpoint[]> {
  const before = endpoints.get(pods);
  if (before) return before;
  const list = yield* gathered(pods, ({ endpoint }) => endpoint);
  endpoints.set(pods, list);
  return list;
}

/** Returns what the objects have of something. */
function* gathered<T>(
  objects: readonly StoredObject[],
  part: (object: StoredObject) => T | undefined,
): Generator<undefined, readonly T[]> {
  const list: T[] = [];
  const take = (object: StoredObject) => {
    const found = part(object);
    if (found) list.push(found);
  };
  yield* eachInTurn(objects, take, MANY);
  return list;
}
