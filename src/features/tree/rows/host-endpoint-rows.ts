import * as l10n from '@vscode/l10n';
import type { TreeNode } from '../../../app/tree-nodes';
import { felixIn } from '../../../cluster/model/felix';
import { dataOf } from '../../../cluster/model/indexes';
import type { Enforcement, PolicyData, Snapshot } from '../../../cluster/model/snapshot';
import { settingsOf, translateHostEndpoint } from '../../../policy/calico1/translate';
import { formatAddress } from '../../../policy/model/address';
import { UDP } from '../../../policy/model/protocol';
import type { FailsafePort } from '../../../policy/model/settings';
import { BAD } from './colors';
import { decidingNodes } from './deciding-rows';
import { toHostLine } from './host-rows';
import { nodesOf } from './resource-nodes';
import type { Row } from './row';

type HostEndpointNode = Extract<TreeNode, { readonly kind: 'hostEndpoints' | 'hostEndpoint' }>;

/** Returns the rows of host endpoints, in the order of hosts. */
export function hostEndpointNodes(snapshot: Snapshot): readonly TreeNode[] {
  const resources = dataOf(snapshot.policy)?.resources;
  if (resources) return nodesOf(resources, 'HostEndpoint');
  return (dataOf(snapshot.policy)?.enforcement?.hostEndpoints ?? [])
    .map(({ host, id }) => ({ kind: 'hostEndpoint', host, id }) as const)
    .sort((a, b) => a.host.localeCompare(b.host) || a.id.localeCompare(b.id));
}

/** Returns the content of a row of host endpoints; undefined if what it represents no longer exists. */
export function hostEndpointRow(node: HostEndpointNode, snapshot: Snapshot): Row | undefined {
  const data = dataOf(snapshot.policy);
  const { enforcement, resources } = data ?? {};
  if (resources && node.kind === 'hostEndpoints') return endpointsRow(nodesOf(resources, 'HostEndpoint').length, []);
  if (!data || !enforcement) return undefined;
  if (node.kind === 'hostEndpoints')
    return endpointsRow(enforcement.hostEndpoints.length, failsafeLines(data, enforcement));
  const stored = enforcement.hostEndpoints.find(({ host, id }) => host === node.host && id === node.id);
  return stored && endpointRow(stored, enforcement, decidingNodes(node.host, node.id, data).length);
}

function endpointsRow(count: number, lines: readonly string[]): Row {
  return {
    label: l10n.t('Host Endpoints'),
    description: String(count),
    tooltip: [
      l10n.t('Interfaces of hosts that policy applies to. Policy doesn’t apply to other interfaces of hosts.'),
      ...lines,
    ],
    icon: 'server',
    expand: 'expanded',
  };
}

function endpointRow(stored: Enforcement['hostEndpoints'][number], enforcement: Enforcement, policies: number): Row {
  const { host, id } = stored;
  const endpoint = translateHostEndpoint(stored);
  if (!endpoint)
    return {
      label: id,
      description: l10n.t('{0} · can’t be read', host),
      tooltip: [l10n.t('Felix ignores this host endpoint.')],
      icon: 'error',
      color: BAD,
      expand: 'none',
    };
  const { interfaceName, labels, profiles } = endpoint;
  const addresses = endpoint.addresses.map(formatAddress).join(', ');
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return {
    label: id,
    description: [host, interfaceName, addresses].filter((part) => part !== undefined && part !== '').join(' · '),
    tooltip: [
      l10n.t('Host {0}', host),
      ...(interfaceName === undefined ? [] : [l10n.t('Interface {0}', interfaceName)]),
      ...(addresses === '' ? [] : [l10n.t('Expected addresses {0}', addresses)]),
      ...(pairs.length === 0 ? [] : [l10n.t('Labels {0}', pairs.join(', '))]),
      ...(profiles.length === 0 ? [] : [l10n.t('Profiles {0}', profiles.join(', '))]),
      toHostLine(host, enforcement),
    ],
    icon: 'server',
    expand: policies > 0 ? 'collapsed' : 'none',
  };
}

function failsafeLines(data: PolicyData, { config }: Enforcement): readonly string[] {
  const { ingress, egress } = settingsOf(config, felixIn(data)).failsafe;
  const list = (ports: readonly FailsafePort[]) =>
    ports.length === 0
      ? l10n.t('none')
      : ports.map(({ protocol, port }) => `${protocol === UDP ? 'udp' : 'tcp'} ${port}`).join(', ');
  return [l10n.t('Ports that stay open: inbound {0}; outbound {1}', list(ingress), list(egress))];
}
