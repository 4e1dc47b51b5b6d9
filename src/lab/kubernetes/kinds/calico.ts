import { admitKubernetesPolicy, admitPolicy } from '../admission/calico';
import type { ObjectSchema } from '../custom/schema';
import {
  BUILT_IN_TIERS,
  hostEndpointSchema,
  networkSetSchema,
  stagedKubernetesPolicySchema,
  tierSchema,
} from '../custom/schemas/calico';
import { clusterPolicySchema } from '../custom/schemas/cluster-policy';
import { policySchema } from '../custom/schemas/policies';
import { customShape } from '../custom/shape';
import {
  clusterPolicyColumns,
  customColumns,
  globalPolicyColumns,
  policyColumns,
  tierColumns,
} from '../table/custom-columns';
import { textOf, type KubeObject } from '../objects';
import type { Kind } from './kind';

const CALICO = { group: 'projectcalico.org', version: 'v3' };

/** What all custom resources have in common. */
function custom(
  kind: string,
  plural: string,
  namespaced: boolean,
  schema: ObjectSchema,
): Omit<Kind, 'group' | 'version'> {
  return {
    kind,
    plural,
    singular: kind.toLowerCase(),
    namespaced,
    generation: true,
    names: 'subdomain',
    schema,
    shape: customShape(kind, schema),
    columns: customColumns,
  };
}

const POLICY = {
  mutate: admitPolicy,
  columns: policyColumns,
  selectable: (object: KubeObject) => ({ 'spec.tier': textOf(object, 'spec', 'tier') ?? '' }),
};

/** Calico's kinds, as its native CRDs define them, and cluster-wide policies. */
export const CALICO_KINDS: readonly Kind[] = [
  { ...CALICO, ...custom('GlobalNetworkSet', 'globalnetworksets', false, networkSetSchema), shortNames: ['gns'] },
  { ...CALICO, ...custom('HostEndpoint', 'hostendpoints', false, hostEndpointSchema), shortNames: ['hep', 'heps'] },
  { ...CALICO, ...custom('NetworkSet', 'networksets', true, networkSetSchema) },
  {
    ...CALICO,
    ...custom('Tier', 'tiers', false, tierSchema),
    subresources: ['status'],
    columns: tierColumns,
    lasting: BUILT_IN_TIERS.map(({ name }) => name),
  },
  {
    ...CALICO,
    ...custom('NetworkPolicy', 'networkpolicies', true, policySchema({})),
    ...POLICY,
    shortNames: ['cnp', 'caliconetworkpolicy'],
  },
  {
    ...CALICO,
    ...custom('GlobalNetworkPolicy', 'globalnetworkpolicies', false, policySchema({ isGlobal: true })),
    ...POLICY,
    shortNames: ['gnp', 'cgnp'],
    columns: globalPolicyColumns,
  },
  {
    ...CALICO,
    ...custom('StagedNetworkPolicy', 'stagednetworkpolicies', true, policySchema({ isStaged: true })),
    ...POLICY,
    shortNames: ['scnp', 'snp'],
  },
  {
    ...CALICO,
    ...custom(
      'StagedGlobalNetworkPolicy',
      'stagedglobalnetworkpolicies',
      false,
      policySchema({ isGlobal: true, isStaged: true }),
    ),
    ...POLICY,
    shortNames: ['sgnp'],
  },
  {
    ...CALICO,
    ...custom('StagedKubernetesNetworkPolicy', 'stagedkubernetesnetworkpolicies', true, stagedKubernetesPolicySchema),
    mutate: admitKubernetesPolicy,
    shortNames: ['sknp'],
  },
  {
    group: 'policy.networking.k8s.io',
    version: 'v1alpha2',
    ...custom('ClusterNetworkPolicy', 'clusternetworkpolicies', false, clusterPolicySchema),
    subresources: ['status'],
    shortNames: ['cnp'],
    columns: clusterPolicyColumns,
  },
];
