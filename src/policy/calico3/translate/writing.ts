import type { Origin, Path } from '../../model/origin';
import type { ApiObject } from '../../objects/meta';

/**
 * How Calico's objects were written to their store. The aggregated API server and calicoctl set defaults and validate;
 * native CRDs of `projectcalico.org/v3` do less of both.
 */
export type Writing = 'api-server' | 'native-crd';

/** The namespaced kinds that affect policy. */
const NAMESPACED: ReadonlySet<string> = new Set([
  'NetworkPolicy',
  'StagedNetworkPolicy',
  'StagedKubernetesNetworkPolicy',
  'NetworkSet',
  'Pod',
  'Service',
  'ServiceAccount',
  'EndpointSlice',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'ReplicationController',
  'Job',
]);

/** Returns the object with the namespace that a server sets if there is none. */
export function placed<T extends ApiObject>(object: T): T {
  if (object.metadata.namespace !== undefined || !NAMESPACED.has(object.kind)) return object;
  return { ...object, metadata: { ...object.metadata, namespace: 'default' } };
}

/** One list, because each object has an origin. */
const ROOT: Path = [];

/** Returns the root origin of a Kubernetes or Calico v3 object. */
export function originOf({ apiVersion, kind, metadata: { namespace, name } }: ApiObject): Origin {
  return { object: { source: 'resource', apiVersion, kind, namespace, name }, path: ROOT };
}
