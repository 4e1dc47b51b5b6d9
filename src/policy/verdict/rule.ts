import type { Network } from '../model/address';
import type { IcmpMatch, PortMatch, Rule, ServiceRef, SideMatch } from '../model/rule';
import type { Predicate, PredicateIndex } from './predicate';

/** A compiled rule. All have all fields in one order, which keeps them monomorphic. */
export interface CompiledRule {
  readonly rule: Rule;
  readonly action: Rule['action'];
  /** Whether the rule applies to IPv4, and to IPv6. */
  readonly ipv4: boolean;
  readonly ipv6: boolean;
  /** -1 if there is no condition. */
  readonly protocol: number;
  readonly notProtocol: number;
  readonly icmp: IcmpMatch | undefined;
  readonly notIcmp: IcmpMatch | undefined;
  readonly http: boolean;
  /** Undefined if the side has no condition. */
  readonly source: CompiledSide | undefined;
  readonly destination: CompiledSide | undefined;
}

export interface CompiledSide {
  readonly nets: readonly Network[] | undefined;
  readonly notNets: readonly Network[] | undefined;
  readonly ports: CompiledPorts | undefined;
  readonly notPorts: CompiledPorts | undefined;
  readonly peers: readonly Predicate[];
  readonly notPeers: readonly Predicate[];
  readonly service: ServiceRef | undefined;
}

export interface CompiledPorts {
  /** First and last of each range, one after the other. */
  readonly ranges: readonly number[];
  readonly names: readonly string[];
}

export function compileRule(rule: Rule, predicates: PredicateIndex): CompiledRule {
  const { match } = rule;
  return {
    rule,
    action: rule.action,
    ipv4: isThere(rule, 4),
    ipv6: isThere(rule, 6),
    protocol: match.protocol ?? -1,
    notProtocol: match.notProtocol ?? -1,
    icmp: match.icmp,
    notIcmp: match.notIcmp,
    http: match.http ?? false,
    source: compileSide(match.source, predicates),
    destination: compileSide(match.destination, predicates),
  };
}

function isThere({ match: { ipVersion, source, destination } }: Rule, version: 4 | 6): boolean {
  if (ipVersion !== undefined && ipVersion !== version) return false;
  return !(
    isWithout(source.nets, version) ||
    isWithout(source.notNets, version) ||
    isWithout(destination.nets, version) ||
    isWithout(destination.notNets, version)
  );
}

function isWithout(networks: readonly Network[] | undefined, version: 4 | 6): boolean {
  return networks !== undefined && !networks.some((network) => network.version === version);
}

/** Whether a side depends on endpoints by more than addresses and selectors: by names of ports, or by a service. */
export function hasMeanings(side: CompiledSide | undefined): boolean {
  return side !== undefined && (side.service !== undefined || namesOf(side).length > 0);
}

/** The names of ports that a side refers to. */
export function namesOf({ ports, notPorts }: CompiledSide): readonly string[] {
  const [names, notNames] = [ports?.names ?? NO_NAMES, notPorts?.names ?? NO_NAMES];
  // Nearly all rules name no ports.
  return notNames.length === 0 ? names : [...names, ...notNames];
}

const NO_PEERS: readonly Predicate[] = [];
const NO_NAMES: readonly string[] = [];

function compileSide(side: SideMatch, predicates: PredicateIndex): CompiledSide | undefined {
  const { nets, notNets, ports, notPorts, peers, notPeers, service } = side;
  if (!(nets ?? notNets ?? ports ?? notPorts ?? peers ?? notPeers ?? service)) return undefined;
  return {
    nets,
    notNets,
    ports: ports && compilePorts(ports),
    notPorts: notPorts && compilePorts(notPorts),
    peers: peers ? peers.map((one) => predicates.peers(one)) : NO_PEERS,
    notPeers: notPeers ? notPeers.map((one) => predicates.peers(one)) : NO_PEERS,
    service,
  };
}

function compilePorts(ports: readonly PortMatch[]): CompiledPorts {
  const ranges: number[] = [];
  let names: string[] | undefined;
  for (const port of ports) {
    if (port.kind === 'range') ranges.push(port.first, port.last);
    else (names ??= []).push(port.name);
  }
  return { ranges, names: names ?? NO_NAMES };
}
