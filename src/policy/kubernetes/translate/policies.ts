import { translatePolicy } from '../../calico3/translate/policy';
import { originOf } from '../../calico3/translate/writing';
import { below, type Problem } from '../../model/origin';
import type { Policy } from '../../model/policy';
import { convertPolicy, type Conversion } from '../conversion';
import type { KubernetesPolicy, Node } from '../objects';

/** The kinds by which Felix distinguishes converted policies from Calico's own with the same name. */
const KINDS: Readonly<Record<KubernetesPolicy['kind'], string>> = {
  NetworkPolicy: 'KubernetesNetworkPolicy',
  StagedKubernetesNetworkPolicy: 'StagedKubernetesNetworkPolicy',
  ClusterNetworkPolicy: 'KubernetesClusterNetworkPolicy',
  AdminNetworkPolicy: 'AdminNetworkPolicy',
  BaselineAdminNetworkPolicy: 'BaselineAdminNetworkPolicy',
};

const EFFECTS: Readonly<Record<Conversion['problems'][number]['effect'], Problem['kind']>> = {
  'policy-dropped': 'dropped',
  'rule-dropped': 'dropped',
  'peer-dropped': 'dropped',
  'denies-all': 'unconvertible',
  widened: 'widened',
};

/** Translates a Kubernetes policy to what Calico enforces. Returns undefined if Calico drops the whole policy. */
export function translateKubernetesPolicy(
  policy: KubernetesPolicy,
  nodes: readonly Node[],
  problems: Problem[],
): Policy | undefined {
  const conversion = convertPolicy(policy, nodes);
  const origin = originOf(policy);
  for (const { effect, path, message } of conversion.problems)
    problems.push({ kind: EFFECTS[effect], origin: below(origin, ...path), message });
  const { policy: converted, ingress, egress } = conversion;
  const source = { kind: KINDS[policy.kind], origin, paths: { ingress, egress } };
  return converted && translatePolicy(converted, 'api-server', problems, source);
}
