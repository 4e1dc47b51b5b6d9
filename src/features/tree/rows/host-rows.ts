import * as l10n from '@vscode/l10n';
import type { TreeNode } from '../../../app/tree-nodes';
import { endpointCount } from '../../../app/text/counts';
import { dataOf, endpointsOn } from '../../../cluster/model/indexes';
import type { Enforcement, PolicyData, Snapshot } from '../../../cluster/model/snapshot';
import { fromWorkloadsOf } from '../../../policy/calico1/translate';
import type { FromWorkloads } from '../../../policy/model/endpoint';
import type { Row } from './row';

type HostNode = Extract<TreeNode, { readonly kind: 'hosts' | 'host' }>;

/** Returns the rows of the hosts that Calico v1 knows, whether or not they have endpoints, by name. */
export function hostNodes(snapshot: Snapshot): readonly TreeNode[] {
  return (dataOf(snapshot.policy)?.enforcement?.hosts ?? [])
    .map(({ name }) => ({ kind: 'host', host: name }) as const)
    .sort((a, b) => a.host.localeCompare(b.host));
}

/** Returns the content of a row of hosts; undefined if what it represents no longer exists. */
export function hostRow(node: HostNode, snapshot: Snapshot): Row | undefined {
  const data = dataOf(snapshot.policy);
  if (!data?.enforcement) return undefined;
  const { enforcement } = data;
  if (node.kind === 'host') return namedRow(node.host, data, enforcement);
  return {
    label: l10n.t('Hosts'),
    description: String(enforcement.hosts.length),
    tooltip: [l10n.t('Hosts that run Calico, with their endpoints.')],
    icon: 'server',
    expand: 'collapsed',
  };
}

function namedRow(name: string, data: PolicyData, enforcement: Enforcement): Row | undefined {
  const stored = enforcement.hosts.find((host) => host.name === name);
  if (!stored) return undefined;
  const addresses = [...new Set(stored.addresses.filter((address) => address !== ''))].join(', ');
  const workloads = endpointsOn(name, data).length;
  return {
    label: name,
    description: [addresses, endpointCount(workloads)].filter((part) => part !== '').join(' · '),
    tooltip: [
      ...(enforcement.hostEndpoints.some(({ host }) => host === name)
        ? []
        : [l10n.t('Policy doesn’t apply to the host itself: it has no host endpoint.')]),
      toHostLine(name, enforcement),
      ...[...stored.config]
        .filter(([key]) => AFFECTS_VERDICTS.has(key))
        .map(([key, value]) => l10n.t('{0} is {1}', key, value)),
    ],
    icon: 'server',
    expand: workloads > 0 ? 'collapsed' : 'none',
  };
}

/** Felix's parameters that a host can set for itself. DefaultEndpointToHostAction has its own line. */
const AFFECTS_VERDICTS: ReadonlySet<string> = new Set([
  'InterfacePrefix',
  'FailsafeInboundHostPorts',
  'FailsafeOutboundHostPorts',
]);

/** Describes the `DefaultEndpointToHostAction` of a host's Felix. */
export function toHostLine(host: string, { hosts, config }: Enforcement): string {
  const own = hosts.find(({ name }) => name === host)?.config;
  return describe((own && fromWorkloadsOf(own)) ?? fromWorkloadsOf(config) ?? 'drop');
}

function describe(action: FromWorkloads): string {
  switch (action) {
    case 'drop':
      return l10n.t('Drops traffic from its workloads to itself');
    case 'accept':
      return l10n.t('Accepts traffic from its workloads to itself');
    case 'return':
      return l10n.t('Leaves traffic from its workloads to itself to its own firewall');
  }
}

/** Describes configuration of Felix that affects verdicts, if any is stored. */
export function configLines({ enforcement }: Pick<PolicyData, 'enforcement'>): readonly string[] {
  if (!enforcement) return [];
  const prefix = enforcement.config.get('InterfacePrefix');
  const action = enforcement.config.get('DefaultEndpointToHostAction');
  return [
    ...(isInForce(enforcement)
      ? []
      : [l10n.t('This policy is not in force: Felix waits until /calico/v1/Ready is true.')]),
    ...(prefix === undefined ? [] : [l10n.t('Endpoint interfaces start with {0}', prefix)]),
    ...(action === undefined ? [] : [l10n.t('DefaultEndpointToHostAction is {0}', action)]),
  ];
}

/** Whether Felix enforces what is stored: it waits while `Ready` exists and is not `true`. */
export function isInForce({ ready }: Pick<Enforcement, 'ready'>): boolean {
  return ready === undefined || ready === 'true';
}
