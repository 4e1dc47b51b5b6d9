import { parseNetwork, type Network } from '../../model/address';
import { protocolNumber } from '../../model/protocol';
import type { IcmpMatch, Peers, PortMatch, RuleMatch, SideMatch } from '../../model/rule';
import type { SelectorNode } from '../../selectors';
import { isNetOf, listOf, portRange } from '../felix/iptables';
import { Float, type Json } from '../felix/json';
import type { NormalRule } from '../felix/rule';

/** Parses a selector in the language of the Felix that enforces it. */
export type ReadSelector = (text: string) => SelectorNode | undefined;

/**
 * Returns what a rule of Felix 1.4 matches in one IP version, for a rule that it can render: networks of the other
 * version are omitted, and ICMP types apply only with the version's own ICMP (fiptgenerator.py).
 */
export function matchOf(rule: NormalRule, version: 4 | 6, selector: ReadSelector): RuleMatch {
  const protocol = protocolOf(rule['protocol']);
  const notProtocol = protocolOf(rule['!protocol']);
  const typed = rule['protocol'] === (version === 4 ? 'icmp' : 'icmpv6');
  const icmp = typed ? icmpOf(rule, '') : undefined;
  const notIcmp = typed ? icmpOf(rule, '!') : undefined;
  return {
    ipVersion: version,
    ...(protocol !== undefined && { protocol }),
    ...(notProtocol !== undefined && { notProtocol }),
    ...(icmp && { icmp }),
    ...(notIcmp && { notIcmp }),
    source: sideOf(rule, 'src', version, selector),
    destination: sideOf(rule, 'dst', version, selector),
  };
}

type Side = 'src' | 'dst';

function sideOf(rule: NormalRule, side: Side, version: 4 | 6, selector: ReadSelector): SideMatch {
  const nets = netsOf(rule[`${side}_net`], version);
  const notNets = netsOf(rule[`!${side}_net`], version);
  return {
    ...(nets && { nets }),
    ...(notNets && { notNets }),
    ...namedSides(rule, side, selector),
  };
}

/** The criteria that both generations of Felix share: ports, tags and selectors. */
export function namedSides(rule: NormalRule, side: Side, selector: ReadSelector): SideMatch {
  const ports = portsOf(rule[`${side}_ports`]);
  const notPorts = portsOf(rule[`!${side}_ports`]);
  const peers = peersOf(rule, '', side, selector);
  const notPeers = peersOf(rule, '!', side, selector);
  return {
    ...(ports && { ports }),
    ...(notPorts && { notPorts }),
    ...(peers.length > 0 && { peers }),
    ...(notPeers.length > 0 && { notPeers }),
  };
}

function peersOf(rule: NormalRule, not: '' | '!', side: Side, selector: ReadSelector): readonly Peers[] {
  const tag = rule[`${not}${side}_tag`];
  const text = rule[`${not}${side}_selector`];
  const node = typeof text === 'string' ? selector(text) : undefined;
  return [
    ...(typeof tag === 'string' ? [{ kind: 'tag', tag } as const] : []),
    ...(node ? [{ kind: 'selector', selector: node } as const] : []),
  ];
}

function netsOf(net: Json | undefined, version: 4 | 6): readonly Network[] | undefined {
  const network = isNetOf(net, version) ? parseNetwork(net) : undefined;
  return network && [network];
}

function portsOf(ports: Json | undefined): readonly PortMatch[] | undefined {
  const ranges = listOf(ports)
    .map(portRange)
    .filter((range) => range !== undefined);
  return ranges.length > 0 ? ranges.map(([first, last]) => ({ kind: 'range', first, last })) : undefined;
}

export function protocolOf(protocol: Json | undefined): number | undefined {
  const plain = protocol instanceof Float ? protocol.value : protocol;
  return typeof plain === 'string' || typeof plain === 'number' ? protocolNumber(plain) : undefined;
}

export function icmpOf(rule: NormalRule, not: '' | '!'): IcmpMatch | undefined {
  const type = rule[`${not}icmp_type`];
  const code = rule[`${not}icmp_code`];
  if (typeof type !== 'number') return undefined;
  return typeof code === 'number' ? { type, code } : { type };
}
