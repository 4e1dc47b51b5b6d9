import type { ObjectRef } from '../model/origin';

/** What all objects of a kind have in common. */
interface KindInfo {
  readonly plural: string;
  readonly namespaced: boolean;
  /** The kind as objects name it, where two API groups have kinds of one name. */
  readonly written?: string;
}

const CALICO = 'projectcalico.org';
const KUBERNETES = 'networking.k8s.io';

/**
 * The kinds of objects that affect policy, of Calico 3 and of Kubernetes. A NetworkPolicy of Kubernetes is called what
 * Calico calls it, since Calico has a kind NetworkPolicy, too.
 */
export const RESOURCE_KINDS = {
  NetworkPolicy: { plural: 'networkpolicies', namespaced: true },
  GlobalNetworkPolicy: { plural: 'globalnetworkpolicies', namespaced: false },
  StagedNetworkPolicy: { plural: 'stagednetworkpolicies', namespaced: true },
  StagedGlobalNetworkPolicy: { plural: 'stagedglobalnetworkpolicies', namespaced: false },
  StagedKubernetesNetworkPolicy: { plural: 'stagedkubernetesnetworkpolicies', namespaced: true },
  KubernetesNetworkPolicy: { plural: 'networkpolicies', namespaced: true, written: 'NetworkPolicy' },
  ClusterNetworkPolicy: { plural: 'clusternetworkpolicies', namespaced: false },
  AdminNetworkPolicy: { plural: 'adminnetworkpolicies', namespaced: false },
  BaselineAdminNetworkPolicy: { plural: 'baselineadminnetworkpolicies', namespaced: false },
  Tier: { plural: 'tiers', namespaced: false },
  NetworkSet: { plural: 'networksets', namespaced: true },
  GlobalNetworkSet: { plural: 'globalnetworksets', namespaced: false },
  Profile: { plural: 'profiles', namespaced: false },
  HostEndpoint: { plural: 'hostendpoints', namespaced: false },
  WorkloadEndpoint: { plural: 'workloadendpoints', namespaced: true },
  Node: { plural: 'nodes', namespaced: false },
  IPPool: { plural: 'ippools', namespaced: false },
  FelixConfiguration: { plural: 'felixconfigurations', namespaced: false },
  ClusterInformation: { plural: 'clusterinformations', namespaced: false },
  Namespace: { plural: 'namespaces', namespaced: false },
  Pod: { plural: 'pods', namespaced: true },
  Service: { plural: 'services', namespaced: true },
  ServiceAccount: { plural: 'serviceaccounts', namespaced: true },
  EndpointSlice: { plural: 'endpointslices', namespaced: true },
} as const satisfies Readonly<Record<string, KindInfo>>;

export type ResourceKind = keyof typeof RESOURCE_KINDS;

/** Identifies an object. */
export interface ResourceId {
  readonly kind: ResourceKind;
  /** Absent for cluster-wide kinds. */
  readonly namespace?: string;
  readonly name: string;
}

/** Whether a text names a kind. */
export function isResourceKind(kind: string): kind is ResourceKind {
  return Object.hasOwn(RESOURCE_KINDS, kind);
}

/** Returns a kind as its objects name it in `kind`. */
export function writtenKind(kind: ResourceKind): string {
  const info: KindInfo = RESOURCE_KINDS[kind];
  return info.written ?? kind;
}

/** Returns the kind of an object by what it names; undefined if it does not affect policy. */
export function kindOf(apiVersion: string, kind: string): ResourceKind | undefined {
  if (kind === 'NetworkPolicy' && apiVersion.startsWith(`${KUBERNETES}/`)) return 'KubernetesNetworkPolicy';
  return isResourceKind(kind) && writtenKind(kind) === kind ? kind : undefined;
}

/** Returns the ID of an object in the model; undefined for what is no object of these kinds. */
export function resourceIdOf(object: ObjectRef): ResourceId | undefined {
  if (object.source !== 'resource') return undefined;
  const { namespace, name } = object;
  const kind = kindOf(object.apiVersion, object.kind);
  return kind && { kind, ...(namespace !== undefined && { namespace }), name };
}

const POLICIES: ReadonlySet<ResourceKind> = new Set([
  'NetworkPolicy',
  'GlobalNetworkPolicy',
  'StagedNetworkPolicy',
  'StagedGlobalNetworkPolicy',
  'StagedKubernetesNetworkPolicy',
  'KubernetesNetworkPolicy',
  'ClusterNetworkPolicy',
  'AdminNetworkPolicy',
  'BaselineAdminNetworkPolicy',
]);

/** Whether objects of a kind are policies, staged or not. */
export function isPolicyKind(kind: ResourceKind): boolean {
  return POLICIES.has(kind);
}

const ORDERED: ReadonlySet<ResourceKind> = new Set([
  'NetworkPolicy',
  'GlobalNetworkPolicy',
  'StagedNetworkPolicy',
  'StagedGlobalNetworkPolicy',
  'Tier',
]);

/** Whether objects of a kind have an order that can be chosen. */
export function hasOrder(kind: ResourceKind): boolean {
  return ORDERED.has(kind);
}

const VERSIONS: Partial<Readonly<Record<ResourceKind, string>>> = {
  KubernetesNetworkPolicy: `${KUBERNETES}/v1`,
  ClusterNetworkPolicy: 'policy.networking.k8s.io/v1alpha2',
  AdminNetworkPolicy: 'policy.networking.k8s.io/v1alpha1',
  BaselineAdminNetworkPolicy: 'policy.networking.k8s.io/v1alpha1',
  Namespace: 'v1',
  Pod: 'v1',
  Service: 'v1',
  ServiceAccount: 'v1',
  EndpointSlice: 'discovery.k8s.io/v1',
};

/** Returns the API group of an `apiVersion`. */
export function groupOf(apiVersion: string): string {
  return apiVersion.split('/')[0] ?? '';
}

/** Returns the `apiVersion` that documents of a kind have. */
export function versionOf(kind: ResourceKind): string {
  return VERSIONS[kind] ?? `${CALICO}/v3`;
}
