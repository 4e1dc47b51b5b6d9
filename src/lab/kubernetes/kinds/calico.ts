import { admitCalico, calicoCauses, schemaCauses, unknownToCalico, unknownToSchema } from '../admission/calico';
import { at, numberOf, textOf, type KubeObject } from '../objects';
import { customObject } from '../schema/calico';
import { AGE, ageOf, column, NAME, type Columns } from '../table/columns';
import type { Kind } from './kind';

const CALICO = {
  group: 'projectcalico.org',
  version: 'v3',
  custom: true,
  generation: true,
  names: 'subdomain',
  mutate: admitCalico,
  unknown: unknownToCalico,
  validate: calicoCauses,
} as const;

const policyColumns: Columns = {
  definitions: [
    NAME,
    column('Tier', 'The tier of the policy'),
    column('Order', 'Its place in the tier', { type: 'number' }),
  ],
  cells: (policy) => [policy.metadata.name, textOf(policy, 'spec', 'tier') ?? '', at(policy, 'spec', 'order') ?? null],
};

const tierColumns: Columns = {
  definitions: [
    NAME,
    column('Order', 'Its place among the tiers', { type: 'integer' }),
    column('DefaultAction', 'What happens to what no policy of it decides'),
  ],
  cells: (tier) => [tier.metadata.name, at(tier, 'spec', 'order') ?? null, textOf(tier, 'spec', 'defaultAction') ?? ''],
};

/** The tiers that Calico makes itself. */
export const BUILT_IN_TIERS = [
  { name: 'kube-admin', spec: { order: 1000, defaultAction: 'Pass' } },
  { name: 'default', spec: { order: 1_000_000, defaultAction: 'Deny' } },
  { name: 'kube-baseline', spec: { order: 10_000_000, defaultAction: 'Pass' } },
] as const;

const clusterPolicyColumns: Columns = {
  definitions: [
    NAME,
    column('Tier', 'The tier of the policy'),
    column('Priority', 'Its place in the tier'),
    { ...AGE, type: 'date' },
  ],
  cells: (policy) => [
    policy.metadata.name,
    textOf(policy, 'spec', 'tier') ?? '',
    String(numberOf(policy, 'spec', 'priority') ?? ''),
    ageOf(policy.metadata.creationTimestamp),
  ],
};

const POLICY = {
  ...CALICO,
  columns: policyColumns,
  selectable: (object: KubeObject) => ({ 'spec.tier': textOf(object, 'spec', 'tier') ?? '' }),
};

function kindOf(
  kind: string,
  plural: string,
  namespaced: boolean,
): Pick<Kind, 'kind' | 'plural' | 'singular' | 'namespaced' | 'shape'> {
  return { kind, plural, singular: kind.toLowerCase(), namespaced, shape: customObject(kind) };
}

/** Calico's kinds, as its native CRDs define them, and cluster-wide policies. */
export const CALICO_KINDS: readonly Kind[] = [
  { ...CALICO, ...kindOf('GlobalNetworkSet', 'globalnetworksets', false), shortNames: ['gns'] },
  { ...CALICO, ...kindOf('HostEndpoint', 'hostendpoints', false), shortNames: ['hep', 'heps'] },
  { ...CALICO, ...kindOf('NetworkSet', 'networksets', true) },
  {
    ...CALICO,
    ...kindOf('Tier', 'tiers', false),
    columns: tierColumns,
    lasting: BUILT_IN_TIERS.map(({ name }) => name),
  },
  { ...POLICY, ...kindOf('NetworkPolicy', 'networkpolicies', true), shortNames: ['cnp', 'caliconetworkpolicy'] },
  { ...POLICY, ...kindOf('GlobalNetworkPolicy', 'globalnetworkpolicies', false), shortNames: ['gnp', 'cgnp'] },
  { ...POLICY, ...kindOf('StagedNetworkPolicy', 'stagednetworkpolicies', true), shortNames: ['scnp', 'snp'] },
  { ...POLICY, ...kindOf('StagedGlobalNetworkPolicy', 'stagedglobalnetworkpolicies', false), shortNames: ['sgnp'] },
  {
    ...CALICO,
    ...kindOf('StagedKubernetesNetworkPolicy', 'stagedkubernetesnetworkpolicies', true),
    shortNames: ['sknp'],
    unknown: unknownToSchema,
    validate: schemaCauses,
  },
  {
    ...kindOf('ClusterNetworkPolicy', 'clusternetworkpolicies', false),
    group: 'policy.networking.k8s.io',
    version: 'v1alpha2',
    custom: true,
    generation: true,
    names: 'subdomain',
    shortNames: ['cnp'],
    unknown: unknownToSchema,
    validate: schemaCauses,
    columns: clusterPolicyColumns,
  },
];
