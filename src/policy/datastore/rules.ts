import type { EntityRule, Rule } from '../calico3/objects';
import type { Direction } from '../model/rule';
import type { StoredResource } from './decode';
import type { ResourceKind } from './kinds';

const POLICIES: ReadonlySet<ResourceKind> = new Set([
  'NetworkPolicy',
  'GlobalNetworkPolicy',
  'StagedNetworkPolicy',
  'StagedGlobalNetworkPolicy',
  'StagedKubernetesNetworkPolicy',
]);

/** Whether objects of a kind are policies, staged or not. */
export function isPolicyKind(kind: ResourceKind): boolean {
  return POLICIES.has(kind);
}

const NONE: readonly Rule[] = [];

/** Returns an object's rules in Calico 3's own format; none for other kinds. */
export function rulesIn({ read }: Pick<StoredResource, 'read'>, direction: Direction): readonly Rule[] {
  if (read.state === 'broken') return NONE;
  const { object } = read;
  switch (object.kind) {
    case 'NetworkPolicy':
    case 'GlobalNetworkPolicy':
    case 'StagedNetworkPolicy':
    case 'StagedGlobalNetworkPolicy':
    case 'Profile':
      return object.spec?.[direction] ?? NONE;
    default:
      return NONE;
  }
}

/** Summarizes a rule in one line, in the words of its fields: `Allow TCP · source role == 'web' · destination 80`. */
export function formatRule({ action, protocol, notProtocol, icmp, source, destination }: Rule): string {
  const head = [
    action,
    ...(protocol === undefined ? [] : [String(protocol)]),
    ...(notProtocol === undefined ? [] : [`!${notProtocol}`]),
    ...(icmp?.type === undefined ? [] : [`type ${icmp.type}`]),
  ].join(' ');
  return [head, ...sideText('source', source), ...sideText('destination', destination)].join(' · ');
}

function sideText(side: 'source' | 'destination', entity: EntityRule = {}): readonly string[] {
  const { selector, notSelector, namespaceSelector, serviceAccounts, services, nets, notNets, ports, notPorts } =
    entity;
  const parts = [
    ...(selector === undefined ? [] : [selector]),
    ...(notSelector === undefined ? [] : [`!(${notSelector})`]),
    ...(namespaceSelector === undefined ? [] : [`namespace ${namespaceSelector}`]),
    ...(serviceAccounts
      ? [`serviceAccount ${[...(serviceAccounts.names ?? []), serviceAccounts.selector ?? ''].join(' ').trim()}`]
      : []),
    ...(services ? [`service ${services.namespace ?? ''}/${services.name ?? ''}`] : []),
    ...(nets?.length ? [nets.join(', ')] : []),
    ...(notNets?.length ? [`!(${notNets.join(', ')})`] : []),
    ...(ports?.length ? [ports.join(', ')] : []),
    ...(notPorts?.length ? [`!(${notPorts.join(', ')})`] : []),
  ];
  return parts.length === 0 ? [] : [`${side} ${parts.join(' ')}`];
}
