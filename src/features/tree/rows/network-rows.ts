import * as l10n from '@vscode/l10n';
import type { TreeNode } from '../../../app/tree-nodes';
import { dataOf, networksOf, profileOfNetwork } from '../../../cluster/model/indexes';
import type { Snapshot } from '../../../cluster/model/snapshot';
import type { Row } from './row';

type NetworkNode = Extract<TreeNode, { readonly kind: 'network' | 'container' }>;

/** The row of a network or of a container in it; undefined if it no longer exists. */
export function networkRow(node: NetworkNode, snapshot: Snapshot): Row | undefined {
  const network = networksOf(snapshot).find(({ id }) => id === node.networkId);
  if (!network) return undefined;
  if (node.kind === 'container') {
    const container = network.containers.find(({ endpointId }) => endpointId === node.endpointId);
    return (
      container && {
        label: container.name || container.id.slice(0, 12),
        description: container.ipv4.split('/')[0] ?? '',
        tooltip: [l10n.t('Container {0}', container.id), l10n.t('Endpoint {0}', container.endpointId)],
        icon: 'vm',
        expand: 'none',
      }
    );
  }
  const profile = profileOfNetwork(network, dataOf(snapshot.policy));
  return {
    label: network.name,
    description: [network.driver, ...network.subnets].join(' · '),
    tooltip: [
      l10n.t('Network {0}', network.id),
      profile
        ? profile.name === network.id
          ? l10n.t('Policy profile: stored under the ID')
          : l10n.t('Policy profile: stored under the name')
        : l10n.t('No policy profile is stored for it'),
      ...(network.subnets.length > 0 ? [l10n.t('Subnet {0}', network.subnets.join(', '))] : []),
    ],
    icon: 'type-hierarchy-sub',
    expand: network.containers.length > 0 ? 'collapsed' : 'none',
  };
}
