import type { ObjectRef } from '../model/origin';

/** The kinds that Calico 3's etcd datastore holds and that affect policy, by the plural in their keys. */
export const RESOURCE_KINDS = {
  networkpolicies: { kind: 'NetworkPolicy', namespaced: true },
  globalnetworkpolicies: { kind: 'GlobalNetworkPolicy', namespaced: false },
  stagednetworkpolicies: { kind: 'StagedNetworkPolicy', namespaced: true },
  stagedglobalnetworkpolicies: { kind: 'StagedGlobalNetworkPolicy', namespaced: false },
  stagedkubernetesnetworkpolicies: { kind: 'StagedKubernetesNetworkPolicy', namespaced: true },
  tiers: { kind: 'Tier', namespaced: false },
  networksets: { kind: 'NetworkSet', namespaced: true },
  globalnetworksets: { kind: 'GlobalNetworkSet', namespaced: false },
  profiles: { kind: 'Profile', namespaced: false },
  hostendpoints: { kind: 'HostEndpoint', namespaced: false },
  workloadendpoints: { kind: 'WorkloadEndpoint', namespaced: true },
  nodes: { kind: 'Node', namespaced: false },
  ippools: { kind: 'IPPool', namespaced: false },
  felixconfigurations: { kind: 'FelixConfiguration', namespaced: false },
  clusterinformations: { kind: 'ClusterInformation', namespaced: false },
} as const;

export type ResourceKind = (typeof RESOURCE_KINDS)[keyof typeof RESOURCE_KINDS]['kind'];

/** Identifies an object of Calico 3 in etcd. */
export interface ResourceId {
  readonly kind: ResourceKind;
  /** Absent for cluster-wide kinds. */
  readonly namespace?: string;
  readonly name: string;
}

/** Where Calico 3 stores its objects in etcd (libcalico-go's resource.go). */
export const RESOURCES = '/calico/resources/v3/projectcalico.org/';

interface KindInfo {
  readonly plural: string;
  readonly kind: ResourceKind;
  readonly namespaced: boolean;
}

const BY_PLURAL: ReadonlyMap<string, KindInfo> = new Map(
  Object.entries(RESOURCE_KINDS).map(([plural, info]) => [plural, { plural, ...info }]),
);
const BY_KIND: ReadonlyMap<string, KindInfo> = new Map([...BY_PLURAL.values()].map((info) => [info.kind, info]));

/** Returns the directory of a kind, which ends in `/`. */
function resourceDirectory(kind: ResourceKind): string {
  return `${RESOURCES}${BY_KIND.get(kind)?.plural ?? ''}/`;
}

/** Returns the key of an object. */
export function resourceKey({ kind, namespace, name }: ResourceId): string {
  return `${resourceDirectory(kind)}${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/** Returns the ID of an object that etcd holds; undefined for any other. */
export function resourceIdOf(object: ObjectRef): ResourceId | undefined {
  if (object.source !== 'resource' || !isResourceKind(object.kind)) return undefined;
  const { kind, namespace, name } = object;
  return { kind, ...(namespace !== undefined && { namespace }), name };
}

/** Parses a key. Returns undefined for other keys. */
export function parseResourceKey(key: string): ResourceId | undefined {
  if (!key.startsWith(RESOURCES)) return undefined;
  const [plural = '', first = '', second, ...deeper] = key.slice(RESOURCES.length).split('/');
  const info = BY_PLURAL.get(plural);
  if (!info || first === '' || second === '' || deeper.length > 0 || info.namespaced !== (second !== undefined))
    return undefined;
  return second === undefined ? { kind: info.kind, name: first } : { kind: info.kind, namespace: first, name: second };
}

/** Whether a text names a kind. */
export function isResourceKind(kind: string): kind is ResourceKind {
  return BY_KIND.has(kind);
}
