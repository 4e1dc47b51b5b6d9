import { networkPolicyCauses, networkPolicyDefaults, networkPolicyWarnings } from '../admission/network-policy';
import { deploymentDefaults, replicaSetDefaults, workloadCauses } from '../admission/pod';
import { listOf } from '../objects';
import { clusterRole, clusterRoleBinding, role, roleBinding } from '../schema/access';
import { networkPolicy } from '../schema/network-policy';
import { deployment, replicaSet } from '../schema/pod';
import { endpointSlice } from '../schema/service';
import { endpointSliceColumns, networkPolicyColumns } from '../table/cluster-columns';
import { deploymentColumns, replicaSetColumns } from '../table/workload-columns';
import type { Kind } from './kind';

const ACCESS = { group: 'rbac.authorization.k8s.io', version: 'v1', names: 'path' } as const;

const EMPTY_WORKLOAD = { replicas: 0, selector: null };

/** The kinds of groups other than the core one. */
export const GROUPED_KINDS: readonly Kind[] = [
  {
    group: 'apps',
    version: 'v1',
    kind: 'Deployment',
    plural: 'deployments',
    singular: 'deployment',
    shortNames: ['deploy'],
    categories: ['all'],
    namespaced: true,
    subresources: ['scale', 'status'],
    generation: true,
    names: 'subdomain',
    shape: deployment,
    emptySpec: EMPTY_WORKLOAD,
    defaults: deploymentDefaults,
    validate: workloadCauses,
    columns: deploymentColumns,
  },
  {
    group: 'apps',
    version: 'v1',
    kind: 'ReplicaSet',
    plural: 'replicasets',
    singular: 'replicaset',
    shortNames: ['rs'],
    categories: ['all'],
    namespaced: true,
    subresources: ['scale', 'status'],
    generation: true,
    names: 'subdomain',
    shape: replicaSet,
    emptySpec: EMPTY_WORKLOAD,
    defaults: replicaSetDefaults,
    validate: workloadCauses,
    columns: replicaSetColumns,
  },
  {
    group: 'discovery.k8s.io',
    version: 'v1',
    kind: 'EndpointSlice',
    plural: 'endpointslices',
    singular: 'endpointslice',
    namespaced: true,
    generation: true,
    names: 'subdomain',
    shape: endpointSlice,
    defaults: (draft) => {
      for (const port of listOf(draft, 'ports') as Record<string, unknown>[]) {
        port['name'] ??= '';
        port['protocol'] ??= 'TCP';
      }
    },
    columns: endpointSliceColumns,
  },
  {
    group: 'networking.k8s.io',
    version: 'v1',
    kind: 'NetworkPolicy',
    plural: 'networkpolicies',
    singular: 'networkpolicy',
    shortNames: ['netpol'],
    namespaced: true,
    generation: true,
    names: 'subdomain',
    shape: networkPolicy,
    defaults: networkPolicyDefaults,
    validate: networkPolicyCauses,
    warnings: networkPolicyWarnings,
    columns: networkPolicyColumns,
  },
  {
    ...ACCESS,
    kind: 'ClusterRole',
    plural: 'clusterroles',
    singular: 'clusterrole',
    namespaced: false,
    shape: clusterRole,
  },
  {
    ...ACCESS,
    kind: 'ClusterRoleBinding',
    plural: 'clusterrolebindings',
    singular: 'clusterrolebinding',
    namespaced: false,
    shape: clusterRoleBinding,
  },
  { ...ACCESS, kind: 'Role', plural: 'roles', singular: 'role', namespaced: true, shape: role },
  {
    ...ACCESS,
    kind: 'RoleBinding',
    plural: 'rolebindings',
    singular: 'rolebinding',
    namespaced: true,
    shape: roleBinding,
  },
];
