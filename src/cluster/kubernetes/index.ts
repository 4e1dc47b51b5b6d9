/**
 * Kubernetes: contexts of kubeconfigs, and the objects of a cluster that policy depends on. A client of the API server's
 * HTTP interface, in JSON.
 */
export type { KubeContext } from './kubeconfig/context';
export type { MayRun } from './kubeconfig/credentials';
export { kubeconfigFiles, kubeconfigPlace, readKubeconfig } from './kubeconfig/files';
export type { ContextChange } from './kubeconfig/follow';
export { mayChangePolicy, mayI } from './api/access';
export { KubernetesApi, type ApiOptions } from './api/client';
export type { ServedApis } from './api/discovery';
export { StatusError } from './api/status';
export type { StoredObject } from './objects';
export { RESOURCES, type ServedResource } from './resources';
export { KubernetesWriter } from './write/writer';
export { KubernetesSource, type KubernetesData, type KubernetesSourceOptions } from './source';
