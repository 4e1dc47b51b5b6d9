import type { CompiledModel } from '../../../verdict';
import type { Header } from '../../../verdict/packet';
import { ICMP, ICMPV6, SCTP, TCP, UDP } from '../../../model/protocol';
import type { PortMatch, Rule, RuleMatch } from '../../../model/rule';

/** Returns one packet for each kind that some rule distinguishes. The IP version is that of the two ends. */
export function headersOf(model: CompiledModel, rules: readonly Rule[]): readonly Header[] {
  const matches = rules.map(({ match }) => match);
  const sources = new Set([EPHEMERAL, ...bordersOf(matches.map(({ source }) => source))]);
  const named = namedPorts(model);
  const ranges = bordersOf(matches.map(({ destination }) => destination));
  return protocolsOf(matches).flatMap((protocol) => {
    if (protocol === ICMP || protocol === ICMPV6) return icmpHeaders(protocol, matches);
    if (protocol !== TCP && protocol !== UDP && protocol !== SCTP) return [{ ...EMPTY, protocol }];
    const ports = new Set([1, ...ranges, ...(named.get(protocol) ?? [])]);
    return [...ports].flatMap((destinationPort) =>
      [...sources].map((sourcePort) => ({ ...EMPTY, protocol, destinationPort, sourcePort })),
    );
  });
}

/** An ephemeral port. */
const EPHEMERAL = 49_152;

const EMPTY: Header = {
  version: 4,
  protocol: 0,
  sourcePort: EPHEMERAL,
  destinationPort: 0,
  icmpType: 8,
  icmpCode: 0,
};

/** Protocols with ports, and those that rules name. */
function protocolsOf(matches: readonly RuleMatch[]): readonly number[] {
  const named = matches.flatMap(({ protocol, notProtocol }) => [protocol, notProtocol]);
  return [...new Set([TCP, UDP, SCTP, ...named.filter((protocol) => protocol !== undefined)])];
}

/** The first port of each range in which all numeric port criteria agree. */
function bordersOf(sides: readonly RuleMatch['source'][]): readonly number[] {
  const ports = sides.flatMap(({ ports: some = [], notPorts = [] }) => [...some, ...notPorts]);
  return ports.flatMap((port: PortMatch) =>
    port.kind === 'range' ? [port.first, port.last + 1].filter((border) => border <= 65_535) : [],
  );
}

/** Named ports of endpoints and ports of services, by protocol, with their neighbors. */
function namedPorts(model: CompiledModel): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, Set<number>>();
  const note = (protocol: number, port: number) => {
    const ports = found.get(protocol) ?? new Set<number>();
    found.set(protocol, ports.add(port).add(Math.min(port + 1, 65_535)));
  };
  for (const { endpoint } of model.directory.members) {
    if (endpoint.kind === 'network-set') continue;
    for (const { protocol, port } of endpoint.ports) note(protocol, port);
  }
  for (const { slices } of model.model.services ?? []) {
    for (const { ports } of slices) for (const { protocol, port } of ports) note(protocol, port);
  }
  return new Map([...found].map(([protocol, ports]) => [protocol, [...ports]]));
}

function icmpHeaders(protocol: number, matches: readonly RuleMatch[]): readonly Header[] {
  const said = matches.flatMap(({ icmp, notIcmp }) => [icmp, notIcmp]).filter((match) => match !== undefined);
  const kinds = new Map([['', { icmpType: protocol === ICMP ? 8 : 128, icmpCode: 0 }]]);
  for (const { type, code = 0 } of said) kinds.set(`${type} ${code}`, { icmpType: type, icmpCode: code });
  return [...kinds.values()].map((kind) => ({ ...EMPTY, protocol, ...kind }));
}
