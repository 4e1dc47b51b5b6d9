/**
 * Kubernetes: contexts of kubeconfigs, and the objects of a cluster that policy depends on. A client of the API server's
 * HTTP interface, in JSON.
 */
export type { KubeContext } from './kubeconfig/context';
export type { MayRun } from './kubeconfig/credentials';
export { kubeconfigFiles, readKubeconfig, watchKubeconfig, type KubeconfigPlace } from './kubeconfig/files';
export type { Kubeconfig, KubeconfigProblem } from './kubeconfig/merge';
export { mayChangePolicy, mayI, type AccessAnswer, type AccessQuestion, type PolicyChange } from './api/access';
export { KubernetesApi, type ApiOptions } from './api/client';
export type { CalicoApi, ServedApis } from './api/discovery';
export { StatusError, type StatusCause } from './api/status';
export { objectKey, type ObjectId, type ReadKubernetesObject, type StoredObject } from './objects';
export { RESOURCES, resourceName, type ResourceName, type ResourceType, type ServedResource } from './resources';
export { KubernetesWriter, type Removal, type SaveOptions, type WriteOptions, type Written } from './write/writer';
export type { ApiObjectJson } from './write/bodies';
export { KubernetesSource, type KubernetesData, type KubernetesSourceOptions } from './source';
