/** Calico 3's objects in its etcd datastore: their keys, decoding, and translation to the model of policy. */
export { readResource, type StoredResource } from './decode';
export { workloadPlace, translateWorkloadEndpoint } from './endpoints';
export {
  isResourceKind,
  parseResourceKey,
  RESOURCE_KINDS,
  resourceIdOf,
  resourceKey,
  RESOURCES,
  type ResourceId,
  type ResourceKind,
} from './kinds';
export { calicoVersionIn, storedPolicyName } from './names';
export type { DatastoreObject, IPPool, WorkloadEndpoint } from './objects';
export { formatRule, isPolicyKind, rulesIn } from './rules';
export { translateDatastore } from './translate';
