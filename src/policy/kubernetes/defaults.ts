import type { NetworkPolicy, NetworkPolicySpec, Port, StagedKubernetesNetworkPolicy } from './objects';

/**
 * Returns the policy as Kubernetes' API server stores it. Selectors default to everything, a port's protocol to TCP,
 * and types to ingress, plus egress if there are egress rules.
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
 * Calico's API server sets no defaults in policies of Kubernetes' format. Without types, its translation assumes only
 * ingress.
 */
export function asNetworkPolicy(staged: StagedKubernetesNetworkPolicy): NetworkPolicy {
  const { stagedAction: _action, ...spec } = staged.spec ?? {};
  return { ...staged, kind: 'NetworkPolicy', spec };
}

function portsOf(ports: readonly Port[] | undefined): { readonly ports?: readonly Port[] } {
  return ports?.length ? { ports: ports.map((port) => ({ protocol: 'TCP', ...port })) } : {};
}
