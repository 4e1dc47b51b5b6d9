import type { CompiledModel } from '../../verdict';
import type { Header } from '../../verdict/packet';
import type { CompiledRule, CompiledSide } from '../../verdict/rule';
import { ICMP, ICMPV6, SCTP, TCP, UDP } from '../../model/protocol';

/** Packets that rules distinguish only by their ends. */
export interface HeaderKind {
  readonly index: number;
  /** IP protocol number. */
  readonly protocol: number;
  /** Destination ports, both ends included; 0 for protocols without. */
  readonly first: number;
  readonly last: number;
  /** One of them. The source port is ephemeral. */
  readonly header: Header;
}

/** What policy allows between two ends, e.g. TCP from 80 to 90; ports are 0 for protocols without. */
export interface OpenRange {
  /** IP protocol number. */
  readonly protocol: number;
  readonly first: number;
  readonly last: number;
}

const LAST_PORT = 65_535;
const EPHEMERAL = 49_152;

/** All kinds of packets of an IP version: ports of TCP, UDP and SCTP, echo requests, and protocols that rules name. */
export function kindsOf(
  models: readonly CompiledModel[],
  rules: readonly CompiledRule[],
  version: 4 | 6,
): readonly HeaderKind[] {
  const borders = new Map<number, Set<number>>([TCP, UDP, SCTP].map((protocol) => [protocol, new Set([1])]));
  for (const rule of rules)
    for (const side of [rule.source, rule.destination]) addBorders(side, rule.protocol, borders);
  for (const model of models) {
    addNamed(model, borders);
    for (const [protocol, port] of model.services?.ports() ?? []) addPort(borders.get(protocol), port);
    addPort(borders.get(UDP), model.settings.vxlanPort);
  }
  const kinds: HeaderKind[] = [];
  const add = (protocol: number, first: number, last: number, icmpType = 0) => {
    const header = {
      version,
      protocol,
      sourcePort: EPHEMERAL,
      destinationPort: first,
      icmpType,
      icmpCode: 0,
    };
    kinds.push({ index: kinds.length, protocol, first, last, header });
  };
  for (const [protocol, starts] of borders) {
    const sorted = [...starts].filter((port) => port <= LAST_PORT).sort((a, b) => a - b);
    for (const [place, first] of sorted.entries()) add(protocol, first, (sorted[place + 1] ?? LAST_PORT + 1) - 1);
  }
  const icmp = version === 4 ? ICMP : ICMPV6;
  add(icmp, 0, 0, version === 4 ? 8 : 128);
  const named = new Set(rules.flatMap(({ protocol, notProtocol }) => [protocol, notProtocol]));
  for (const protocol of named)
    if (protocol > 0 && protocol !== ICMP && protocol !== ICMPV6 && !borders.has(protocol)) add(protocol, 0, 0);
  return kinds;
}

function addBorders(side: CompiledSide | undefined, protocol: number, borders: ReadonlyMap<number, Set<number>>): void {
  for (const ports of [side?.ports, side?.notPorts]) {
    if (!ports) continue;
    for (const [known, starts] of borders) {
      if (protocol >= 0 && protocol !== known) continue;
      for (let index = 0; index < ports.ranges.length; index += 2) {
        starts.add(Math.max(1, ports.ranges[index] ?? 1));
        starts.add((ports.ranges[index + 1] ?? LAST_PORT) + 1);
      }
    }
  }
}

function addNamed(model: CompiledModel, borders: ReadonlyMap<number, Set<number>>): void {
  // Most endpoints have the same ports as the one before.
  let [lastProtocol, lastPort] = [-1, -1];
  for (const { endpoint } of model.directory.members) {
    if (endpoint.kind === 'network-set') continue;
    for (const { protocol, port } of endpoint.ports) {
      if (protocol === lastProtocol && port === lastPort) continue;
      [lastProtocol, lastPort] = [protocol, port];
      addPort(borders.get(protocol), port);
    }
  }
}

function addPort(starts: Set<number> | undefined, port: number): void {
  starts?.add(port).add(port + 1);
}

/** Joins the adjacent ports of sorted kinds or ranges. */
export function rangesOf(kinds: readonly OpenRange[]): readonly OpenRange[] {
  const ranges: OpenRange[] = [];
  for (const { protocol, first, last } of kinds) {
    const before = ranges.at(-1);
    if (before?.protocol === protocol && before.last + 1 === first) ranges[ranges.length - 1] = { ...before, last };
    else ranges.push({ protocol, first, last });
  }
  return ranges;
}
