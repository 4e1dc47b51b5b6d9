import { parseNetwork, type Network } from '../../model/address';
import { protocolNumber } from '../../model/protocol';
import type { IcmpMatch, Peers, PortMatch, RuleMatch, SideMatch } from '../../model/rule';
import type { SelectorNode } from '../../selectors';
import { isNetOf, listOf, portRange } from '../felix/iptables';
import { Float, type Json } from '../felix/json';
import type { NormalRule } from '../felix/rule';

/** Parses a selector in the language of the Felix that enforces it. */
export type ReadSelector = (text: string) => SelectorNode | undefined;

/** A mutable part of the model: thousands of rules are translated at a time, so they are built in place. */
type Draft<T> = { -readonly [Key in keyof T]: T[Key] };

/**
 * Returns what a rule of Felix 1.4 matches in one IP version, for a rule that it can render: networks of the other
 * version are omitted, and ICMP types apply only with the version's own ICMP (fiptgenerator.py). Without a version, for
 * a rule that has neither networks nor ICMP types.
 */
export function matchOf(rule: NormalRule, version: 4 | 6 | undefined, selector: ReadSelector): RuleMatch {
  const match: Draft<RuleMatch> = {
    source: sideOf(rule, 'src', version, selector),
    destination: sideOf(rule, 'dst', version, selector),
  };
  const protocol = protocolOf(rule['protocol']);
  const notProtocol = protocolOf(rule['!protocol']);
  if (version) match.ipVersion = version;
  if (protocol !== undefined) match.protocol = protocol;
  if (notProtocol !== undefined) match.notProtocol = notProtocol;
  if (version && rule['protocol'] === (version === 4 ? 'icmp' : 'icmpv6')) {
    const icmp = icmpOf(rule, '');
    const notIcmp = icmpOf(rule, '!');
    if (icmp) match.icmp = icmp;
    if (notIcmp) match.notIcmp = notIcmp;
  }
  return match;
}

type Side = 'src' | 'dst';

function sideOf(rule: NormalRule, side: Side, version: 4 | 6 | undefined, selector: ReadSelector): SideMatch {
  const match: Draft<SideMatch> = namedSides(rule, side, selector);
  const nets = version && netsOf(rule[`${side}_net`], version);
  const notNets = version && netsOf(rule[`!${side}_net`], version);
  if (nets) match.nets = nets;
  if (notNets) match.notNets = notNets;
  return match;
}

/** The criteria that both generations of Felix share: ports, tags and selectors. */
export function namedSides(rule: NormalRule, side: Side, selector: ReadSelector): SideMatch {
  const match: Draft<SideMatch> = {};
  const ports = portsOf(rule[`${side}_ports`]);
  const notPorts = portsOf(rule[`!${side}_ports`]);
  const peers = peersOf(rule[`${side}_tag`], rule[`${side}_selector`], selector);
  const notPeers = peersOf(rule[`!${side}_tag`], rule[`!${side}_selector`], selector);
  if (ports) match.ports = ports;
  if (notPorts) match.notPorts = notPorts;
  if (peers) match.peers = peers;
  if (notPeers) match.notPeers = notPeers;
  return match;
}

function peersOf(tag: Json | undefined, text: Json | undefined, selector: ReadSelector): readonly Peers[] | undefined {
  if (typeof tag !== 'string' && typeof text !== 'string') return undefined;
  const peers: Peers[] = [];
  if (typeof tag === 'string') peers.push({ kind: 'tag', tag });
  const node = typeof text === 'string' ? selector(text) : undefined;
  if (node) peers.push({ kind: 'selector', selector: node });
  return peers.length > 0 ? peers : undefined;
}

function netsOf(net: Json | undefined, version: 4 | 6): readonly Network[] | undefined {
  const network = isNetOf(net, version) ? parseNetwork(net) : undefined;
  return network && [network];
}

function portsOf(ports: Json | undefined): readonly PortMatch[] | undefined {
  const found: PortMatch[] = [];
  for (const port of listOf(ports)) {
    const range = portRange(port);
    if (range) found.push({ kind: 'range', first: range[0], last: range[1] });
  }
  return found.length > 0 ? found : undefined;
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
