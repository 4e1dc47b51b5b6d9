/** Calico 3's objects in its etcd datastore: their keys, decoding, and translation to the model of policy. */
export { readResource } from './decode';
export { workloadPlace, translateWorkloadEndpoint } from './endpoints';
export { parseResourceKey } from './kinds';
export { calicoVersionIn, storedPolicyName } from './names';
export type { IPPool, WorkloadEndpoint } from './objects';
export { translatingDatastore } from './translate';
