import type {
  AdminPeer,
  AdminPort,
  ClusterPeer,
  ClusterProtocol,
  KubernetesPolicy,
  LabelSelector,
  NamespacedPods,
  Peer,
  Port,
  ProtocolPorts,
} from '../kubernetes/objects';
import type { Direction } from '../model/rule';
import type { RuleLine } from './rules';

/** Summarizes the rules of a policy, each in one line: `Allow from app=web · TCP 80, UDP 53`. */
export function kubernetesRuleLines(policy: KubernetesPolicy, direction: Direction): readonly RuleLine[] {
  switch (policy.kind) {
    case 'NetworkPolicy':
    case 'StagedKubernetesNetworkPolicy':
      return (policy.spec?.[direction] ?? []).map((rule) =>
        line('Allow', direction, (peersOf(rule) ?? []).map(peerText), (rule.ports ?? []).map(portText)),
      );
    case 'ClusterNetworkPolicy':
      return (policy.spec?.[direction] ?? []).map((rule) =>
        line(
          rule.action ?? '',
          direction,
          (peersOf(rule) ?? []).map(peerText),
          (rule.protocols ?? []).map(protocolText),
        ),
      );
    case 'AdminNetworkPolicy':
    case 'BaselineAdminNetworkPolicy':
      return (policy.spec?.[direction] ?? []).map((rule) =>
        line(rule.action ?? '', direction, (peersOf(rule) ?? []).map(peerText), (rule.ports ?? []).map(adminPortText)),
      );
  }
}

/** Returns the peers of a rule of either direction. */
function peersOf<T>(rule: { readonly from?: readonly T[] } | { readonly to?: readonly T[] }): readonly T[] | undefined {
  return 'from' in rule ? rule.from : 'to' in rule ? rule.to : undefined;
}

function line(action: string, direction: Direction, peers: readonly string[], ports: readonly string[]): RuleLine {
  const side = direction === 'ingress' ? 'from' : 'to';
  const parts = [
    `${action} ${side} ${peers.length > 0 ? peers.join(' or ') : '*'}`,
    ...(ports.length > 0 ? [ports.join(', ')] : []),
  ];
  return { action, text: parts.join(' · ') };
}

function peerText(peer: Peer | ClusterPeer | AdminPeer): string {
  if ('ipBlock' in peer) {
    const { cidr = '', except = [] } = peer.ipBlock ?? {};
    return except.length > 0 ? `${cidr} except ${except.join(', ')}` : cidr;
  }
  if ('podSelector' in peer || 'namespaceSelector' in peer) return podsText(peer);
  const { namespaces, pods, networks, nodes, domainNames } = peer as ClusterPeer;
  if (namespaces) return `namespaces ${labelsText(namespaces)}`;
  if (pods) return podsText(pods);
  if (nodes) return `nodes ${labelsText(nodes)}`;
  return [...(networks ?? []), ...(domainNames ?? [])].join(', ');
}

/** A selector of pods, of namespaces, or of pods in namespaces. */
function podsText({ podSelector, namespaceSelector }: NamespacedPods): string {
  if (!namespaceSelector) return labelsText(podSelector ?? {});
  const namespaces = `namespaces ${labelsText(namespaceSelector)}`;
  return podSelector ? `${labelsText(podSelector)} in ${namespaces}` : namespaces;
}

/** Writes a selector as kubectl prints it; `*` for one that selects everything. */
export function labelsText({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const parts = [
    ...Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`),
    ...matchExpressions.map(({ key, operator, values = [] }) => {
      switch (operator) {
        case 'In':
          return `${key} in (${values.join(',')})`;
        case 'NotIn':
          return `${key} notin (${values.join(',')})`;
        case 'Exists':
          return key;
        case 'DoesNotExist':
          return `!${key}`;
        default:
          return `${key} ${operator} (${values.join(',')})`;
      }
    }),
  ];
  return parts.length > 0 ? parts.join(',') : '*';
}

function portText({ protocol = 'TCP', port, endPort }: Port): string {
  if (port === undefined) return protocol;
  return `${protocol} ${port}${endPort === undefined ? '' : `–${endPort}`}`;
}

function protocolText({ tcp, udp, sctp, destinationNamedPort }: ClusterProtocol): string {
  if (tcp) return `TCP ${portsText(tcp)}`.trim();
  if (udp) return `UDP ${portsText(udp)}`.trim();
  if (sctp) return `SCTP ${portsText(sctp)}`.trim();
  return destinationNamedPort ?? '';
}

function portsText({ destinationPort }: ProtocolPorts): string {
  const { number, range } = destinationPort ?? {};
  if (number !== undefined) return String(number);
  return range ? `${range.start}–${range.end}` : '';
}

function adminPortText({ portNumber, portRange, namedPort }: AdminPort): string {
  if (portNumber) return `${portNumber.protocol} ${portNumber.port}`;
  if (portRange) return `${portRange.protocol ?? 'TCP'} ${portRange.start}–${portRange.end}`;
  return namedPort ?? '';
}
