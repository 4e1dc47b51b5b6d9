import type { Origin } from '../../model/origin';
import type { ApiObject } from '../../objects/meta';

/**
 * How Calico's objects came into their store. The aggregated API server and calicoctl fill in what is missing and
 * validate; native CRDs of `projectcalico.org/v3` do less of both.
 */
export type Writing = 'api-server' | 'native-crd';

/** The kinds of object that live in namespaces, as far as policy looks at them. */
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

/** The object in the namespace where a server puts it when it names none. */
export function placed<T extends ApiObject>(object: T): T {
  if (object.metadata.namespace !== undefined || !NAMESPACED.has(object.kind)) return object;
  return { ...object, metadata: { ...object.metadata, namespace: 'default' } };
}

/** The origin of an object of Kubernetes or Calico v3, at its root. */
export function originOf({ apiVersion, kind, metadata: { namespace, name } }: ApiObject): Origin {
  return { object: { source: 'resource', apiVersion, kind, namespace, name }, path: [] };
}
