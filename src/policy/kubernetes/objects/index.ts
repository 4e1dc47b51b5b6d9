import type { AdminNetworkPolicy, BaselineAdminNetworkPolicy } from './admin-policy';
import type { ClusterNetworkPolicy } from './cluster-policy';
import type { EndpointSlice, Namespace, Node, Pod, Service, ServiceAccount } from './core';
import type { NetworkPolicy, StagedKubernetesNetworkPolicy } from './network-policy';
import type { Workload } from './workload';

export type * from './admin-policy';
export type * from './cluster-policy';
export type * from './core';
export type * from './network-policy';
export type * from './selector';
export type * from './workload';

/** A policy of Kubernetes' own format, namespaced or cluster-wide. */
export type KubernetesPolicy =
  | NetworkPolicy
  | StagedKubernetesNetworkPolicy
  | ClusterNetworkPolicy
  | AdminNetworkPolicy
  | BaselineAdminNetworkPolicy;

/** A Kubernetes object that affects what is allowed. */
export type KubernetesObject =
  KubernetesPolicy | Namespace | Node | Pod | Service | ServiceAccount | EndpointSlice | Workload;
