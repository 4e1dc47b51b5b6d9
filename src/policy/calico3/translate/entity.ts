import * as l10n from '@vscode/l10n';
import { parseNetwork, type Network } from '../../model/address';
import type { Peers, PortMatch, SideMatch } from '../../model/rule';
import { allOf, type SelectorNode } from '../../selectors';
import type { EntityRule, Port } from '../objects';
import type { Report } from './report';
import { inNamespace, namespaceSelectorOf, selectorOf, serviceAccountSelectorOf, underAccounts } from './selectors';

/**
 * Returns a rule's conditions on one end, as Felix interprets them (Calico's update processors). undefined if Felix
 * rejects them, which drops the whole policy.
 */
export function translateEntity(
  entity: EntityRule,
  namespace: string | undefined,
  report: Report,
): SideMatch | undefined {
  const peers = peersOf(entity, namespace, report);
  const ports = portsOf(entity.ports, report.at('ports'));
  const notPorts = portsOf(entity.notPorts, report.at('notPorts'));
  if (!peers || ports === 'refused' || notPorts === 'refused') return undefined;
  const nets = netsOf(entity.nets, report.at('nets'));
  const notNets = netsOf(entity.notNets, report.at('notNets'));
  const { services } = entity;
  return {
    ...peers,
    ...(nets && { nets }),
    ...(notNets && { notNets }),
    ...(ports && { ports }),
    ...(notPorts && { notPorts }),
    ...(services?.name && { service: { namespace: services.namespace, name: services.name } }),
  };
}

type PeerMatch = Pick<SideMatch, 'peers' | 'notPeers'>;

/**
 * Combines all selectors to one set. A negation alone applies to addresses, so outside addresses match; combined with a
 * positive selector, including the own namespace, it applies to the members of the set.
 */
function peersOf(entity: EntityRule, namespace: string | undefined, report: Report): PeerMatch | undefined {
  const { selector = '', notSelector = '', namespaceSelector = '', serviceAccounts } = entity;
  const accountSelector = serviceAccounts?.selector ?? '';
  const names = serviceAccounts?.names ?? [];
  const read = (text: string, parse: (text: string) => SelectorNode | undefined, ...path: readonly string[]) => {
    const node = parse(text);
    if (!node)
      report.add('dropped', l10n.t('“{0}” is not a valid selector, so Felix drops the whole policy.', text), ...path);
    return node;
  };
  const own = selector && read(selector, selectorOf, 'selector');
  const not = notSelector && read(notSelector, selectorOf, 'notSelector');
  const namespaces = namespaceSelector && read(namespaceSelector, namespaceSelectorOf, 'namespaceSelector');
  const accounts = accountSelector && read(accountSelector, serviceAccountSelectorOf, 'serviceAccounts', 'selector');
  if (own === undefined || not === undefined || namespaces === undefined || accounts === undefined) return undefined;
  const positive = [
    ...(accounts ? [accounts] : []),
    ...(names.length > 0 ? [underAccounts(names)] : []),
    ...(own ? [own] : []),
  ];
  const scoped = positive.length > 0 || not !== '';
  if (namespaces) positive.unshift(namespaces);
  else if (namespace !== undefined && scoped) positive.unshift(inNamespace(namespace));
  if (positive.length === 0) return not ? { notPeers: [peers(not)] } : {};
  return { peers: [peers(allOf(not ? [...positive, { kind: 'not', of: not }] : positive))] };
}

function peers(selector: SelectorNode): Peers {
  return { kind: 'selector', selector };
}

/** Returns networks without their host bits. Skips invalid ones; a list without valid ones is no condition. */
function netsOf(texts: readonly string[] | undefined, report: Report): readonly Network[] | undefined {
  if (!texts || texts.length === 0) return undefined;
  const nets = texts.flatMap((text, index) => {
    const network = parseNetwork(text);
    if (!network) report.add('widened', l10n.t('“{0}” is not a valid CIDR, so Felix ignores it.', text), index);
    return network ?? [];
  });
  return nets.length > 0 ? nets : undefined;
}

function portsOf(ports: readonly Port[] | undefined, report: Report): readonly PortMatch[] | undefined | 'refused' {
  if (!ports || ports.length === 0) return undefined;
  const matches = ports.map((port, index) => {
    const match = portOf(port);
    if (!match) report.add('dropped', l10n.t('{0} is not a valid port, so Felix drops the whole policy.', port), index);
    return match;
  });
  return matches.includes(undefined) ? 'refused' : matches.filter((match) => match !== undefined);
}

function portOf(port: Port): PortMatch | undefined {
  const [, first, last = first] = /^(\d+)(?::(\d+))?$/.exec(String(port)) ?? [];
  if (first === undefined) return typeof port === 'string' && port !== '' ? { kind: 'name', name: port } : undefined;
  const range = { kind: 'range', first: Number(first), last: Number(last) } as const;
  return range.first >= 1 && range.last >= range.first && range.last <= 65535 ? range : undefined;
}
