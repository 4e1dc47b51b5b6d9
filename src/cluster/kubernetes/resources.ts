/** A kind of objects that is read, as the API names it. */
export interface ResourceType {
  readonly group: string;
  /** Versions of the API that are understood, the preferred one first. */
  readonly versions: readonly string[];
  readonly plural: string;
  readonly kind: string;
  readonly isNamespaced: boolean;
  /** What it is for: policies and what they refer to are kept whole, because they are edited. */
  readonly role: 'policy' | 'set' | 'workload' | 'service' | 'configuration';
}

const CALICO = 'projectcalico.org';

/** The group in which Calico's API server stores its objects, and which it hides behind {@link CALICO}. */
export const STORED_GROUP = 'crd.projectcalico.org';

const core = (plural: string, kind: string, role: ResourceType['role'], isNamespaced = true): ResourceType => ({
  group: '',
  versions: ['v1'],
  plural,
  kind,
  isNamespaced,
  role,
});

const calico = (plural: string, kind: string, role: ResourceType['role'], isNamespaced = false): ResourceType => ({
  group: CALICO,
  versions: ['v3'],
  plural,
  kind,
  isNamespaced,
  role,
});

const clusterWide = (plural: string, kind: string, version: string): ResourceType => ({
  group: 'policy.networking.k8s.io',
  versions: [version],
  plural,
  kind,
  isNamespaced: false,
  role: 'policy',
});

const TYPES = [
  core('namespaces', 'Namespace', 'workload', false),
  core('pods', 'Pod', 'workload'),
  core('serviceaccounts', 'ServiceAccount', 'workload'),
  core('nodes', 'Node', 'workload', false),
  core('services', 'Service', 'service'),
  {
    group: 'discovery.k8s.io',
    versions: ['v1'],
    plural: 'endpointslices',
    kind: 'EndpointSlice',
    isNamespaced: true,
    role: 'service',
  },
  {
    group: 'networking.k8s.io',
    versions: ['v1'],
    plural: 'networkpolicies',
    kind: 'NetworkPolicy',
    isNamespaced: true,
    role: 'policy',
  },
  clusterWide('clusternetworkpolicies', 'ClusterNetworkPolicy', 'v1alpha2'),
  clusterWide('adminnetworkpolicies', 'AdminNetworkPolicy', 'v1alpha1'),
  clusterWide('baselineadminnetworkpolicies', 'BaselineAdminNetworkPolicy', 'v1alpha1'),
  calico('tiers', 'Tier', 'policy'),
  calico('networkpolicies', 'NetworkPolicy', 'policy', true),
  calico('globalnetworkpolicies', 'GlobalNetworkPolicy', 'policy'),
  calico('stagednetworkpolicies', 'StagedNetworkPolicy', 'policy', true),
  calico('stagedglobalnetworkpolicies', 'StagedGlobalNetworkPolicy', 'policy'),
  calico('stagedkubernetesnetworkpolicies', 'StagedKubernetesNetworkPolicy', 'policy', true),
  calico('networksets', 'NetworkSet', 'set', true),
  calico('globalnetworksets', 'GlobalNetworkSet', 'set'),
  calico('hostendpoints', 'HostEndpoint', 'set'),
  calico('felixconfigurations', 'FelixConfiguration', 'configuration'),
] as const satisfies readonly ResourceType[];

/** A resource in kubectl's form: `pods`, `networkpolicies.networking.k8s.io`. */
export type ResourceName = string;

export function resourceName({ plural, group }: Pick<ResourceType, 'plural' | 'group'>): ResourceName {
  return group === '' ? plural : `${plural}.${group}`;
}

/** Every kind of objects that is read, by name. */
export const RESOURCES: ReadonlyMap<ResourceName, ResourceType> = new Map(
  TYPES.map((type) => [resourceName(type), type]),
);

/** A resource that a server has. */
export interface ServedResource {
  readonly name: ResourceName;
  readonly type: ResourceType;
  /** For example `networking.k8s.io/v1`. Of the objects, too. */
  readonly apiVersion: string;
  readonly verbs: ReadonlySet<string>;
}

/** Returns the path of a resource's objects, or of one of them. Without a namespace, of all namespaces. */
export function pathOf({ type, apiVersion }: ServedResource, namespace?: string, name?: string): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const within = type.isNamespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${root}${within}/${type.plural}${name === undefined ? '' : `/${encodeURIComponent(name)}`}`;
}
