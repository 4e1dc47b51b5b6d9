import type { StagedNetworkPolicy } from '../../calico3/objects';
import { asNetworkPolicy, withServerDefaults } from '../defaults';
import type { KubernetesPolicy, Node } from '../objects';
import { convertAdminPolicy } from './admin-policy';
import { convertClusterNetworkPolicy } from './cluster-policy';
import { convertNetworkPolicy } from './network-policy';
import type { Conversion } from './result';

export type { Conversion } from './result';

/**
 * Converts a Kubernetes policy to what Calico enforces, after setting the server's defaults. `nodes` are those that
 * peers of an AdminNetworkPolicy can select.
 */
export function convertPolicy(policy: KubernetesPolicy, nodes: readonly Node[] = []): Conversion {
  switch (policy.kind) {
    case 'NetworkPolicy':
      return convertNetworkPolicy(withServerDefaults(policy));
    case 'StagedKubernetesNetworkPolicy': {
      const conversion = convertNetworkPolicy(asNetworkPolicy(policy));
      return { ...conversion, policy: staged(conversion, policy.spec?.stagedAction) };
    }
    case 'ClusterNetworkPolicy':
      return convertClusterNetworkPolicy(policy);
    case 'AdminNetworkPolicy':
    case 'BaselineAdminNetworkPolicy':
      return convertAdminPolicy(policy, nodes);
  }
}

function staged({ policy }: Conversion, stagedAction: string | undefined): StagedNetworkPolicy | undefined {
  if (policy?.kind !== 'NetworkPolicy') return undefined;
  return {
    ...policy,
    kind: 'StagedNetworkPolicy',
    spec: { ...policy.spec, ...(stagedAction !== undefined && { stagedAction }) },
  };
}
