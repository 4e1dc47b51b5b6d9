import type { Decoded, Decoder } from '../../../base/decode';
import { readerKey, readObject } from '../../objects/read';
import type { KubernetesObject } from '../objects';
import { adminNetworkPolicy, baselineAdminNetworkPolicy, clusterNetworkPolicy } from './cluster-policy';
import { endpointSlice, namespace, node, pod, service, serviceAccount, workload } from './core';
import { networkPolicy, stagedKubernetesNetworkPolicy } from './network-policy';

const READERS: ReadonlyMap<string, Decoder<KubernetesObject>> = new Map<string, Decoder<KubernetesObject>>([
  [readerKey('networking.k8s.io/v1', 'NetworkPolicy'), networkPolicy],
  [readerKey('projectcalico.org/v3', 'StagedKubernetesNetworkPolicy'), stagedKubernetesNetworkPolicy],
  [readerKey('crd.projectcalico.org/v1', 'StagedKubernetesNetworkPolicy'), stagedKubernetesNetworkPolicy],
  [readerKey('policy.networking.k8s.io/v1alpha2', 'ClusterNetworkPolicy'), clusterNetworkPolicy],
  [readerKey('policy.networking.k8s.io/v1alpha1', 'AdminNetworkPolicy'), adminNetworkPolicy],
  [readerKey('policy.networking.k8s.io/v1alpha1', 'BaselineAdminNetworkPolicy'), baselineAdminNetworkPolicy],
  [readerKey('v1', 'Namespace'), namespace],
  [readerKey('v1', 'Node'), node],
  [readerKey('v1', 'Pod'), pod],
  [readerKey('v1', 'Service'), service],
  [readerKey('v1', 'ServiceAccount'), serviceAccount],
  [readerKey('discovery.k8s.io/v1', 'EndpointSlice'), endpointSlice],
  [readerKey('apps/v1', 'Deployment'), workload],
  [readerKey('apps/v1', 'StatefulSet'), workload],
  [readerKey('apps/v1', 'DaemonSet'), workload],
  [readerKey('apps/v1', 'ReplicaSet'), workload],
  [readerKey('v1', 'ReplicationController'), workload],
  [readerKey('batch/v1', 'Job'), workload],
]);

/**
 * Decodes a Kubernetes object that affects what is allowed. Reports unknown fields and ignores them. The value is
 * undefined if a part has a type that no server accepts. Returns undefined for objects of other kinds.
 */
export function readKubernetesObject(value: unknown): Decoded<KubernetesObject> | undefined {
  return readObject(READERS, value);
}
