import type { NetworkPolicy, NetworkPolicySpec, Port, StagedKubernetesNetworkPolicy } from './objects';

/**
 * The policy as Kubernetes' API server stores it: a missing selector selects all, a port without protocol is TCP's, and
 * without types it is for ingress, and for egress where there are egress rules.
 */
export function withServerDefaults(policy: NetworkPolicy): NetworkPolicy {
  const { podSelector = {}, policyTypes = [], ingress, egress } = policy.spec ?? {};
  const spec: NetworkPolicySpec = {
    podSelector,
    ...(ingress?.length && { ingress: ingress.map((rule) => ({ ...rule, ...portsOf(rule.ports) })) }),
    ...(egress?.length && { egress: egress.map((rule) => ({ ...rule, ...portsOf(rule.ports) })) }),
    policyTypes: policyTypes.length > 0 ? policyTypes : ['Ingress', ...(egress?.length ? ['Egress'] : [])],
  };
  return { ...policy, spec };
}

/**
 * Calico's API server fills in nothing of a policy in Kubernetes' form: what stays without types, its translation takes
 * for ingress alone.
 */
export function asNetworkPolicy(staged: StagedKubernetesNetworkPolicy): NetworkPolicy {
  const { stagedAction: _action, ...spec } = staged.spec ?? {};
  return { ...staged, kind: 'NetworkPolicy', spec };
}

function portsOf(ports: readonly Port[] | undefined): { readonly ports?: readonly Port[] } {
  return ports?.length ? { ports: ports.map((port) => ({ protocol: 'TCP', ...port })) } : {};
}
