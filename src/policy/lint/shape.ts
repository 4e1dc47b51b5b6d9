import { parseNetwork, type Network } from '../model/address';
import { PROTOCOL_NUMBERS } from '../calico1/felix/iptables';
import type { Calico1Action, Port, Rule } from '../calico1/rule';

/** A rule in a form that is fast to compare. Undefined means no criterion. */
export interface Shape {
  readonly rule: Rule;
  readonly action: Calico1Action;
  readonly version: 4 | 6 | undefined;
  readonly protocol: number | undefined;
  readonly notProtocol: number | undefined;
  readonly icmp: readonly (number | undefined)[];
  /** Whether there is any ICMP criterion. */
  readonly typed: boolean;
  readonly from: SideShape;
  readonly to: SideShape;
  /** Whether it matches everything. */
  readonly unconditional: boolean;
  /** Whether Felix renders it exactly as written. */
  readonly plain: boolean;
}

/** One side of a rule. */
export interface SideShape {
  readonly tag: string | undefined;
  readonly notTag: string | undefined;
  readonly selector: string | undefined;
  readonly notSelector: string | undefined;
  readonly net: Network | undefined;
  readonly notNet: Network | undefined;
  readonly ports: readonly PortSpan[];
  readonly notPorts: readonly PortSpan[];
  /** Whether there is any criterion on this side. */
  readonly asks: boolean;
}

/** A range of ports, both ends inclusive. */
export type PortSpan = readonly [number, number];

export function shapeOf(rule: Rule): Shape {
  const from = sideOf(
    rule.src_tag,
    rule['!src_tag'],
    rule.src_selector,
    rule['!src_selector'],
    rule.src_net,
    rule['!src_net'],
    rule.src_ports,
    rule['!src_ports'],
  );
  const to = sideOf(
    rule.dst_tag,
    rule['!dst_tag'],
    rule.dst_selector,
    rule['!dst_selector'],
    rule.dst_net,
    rule['!dst_net'],
    rule.dst_ports,
    rule['!dst_ports'],
  );
  const icmp = [rule.icmp_type, rule.icmp_code, rule['!icmp_type'], rule['!icmp_code']];
  const typed = icmp.some((value) => value !== undefined);
  const ports = from.ports.length + from.notPorts.length + to.ports.length + to.notPorts.length > 0;
  return {
    rule,
    action: rule.action ?? 'allow',
    version: rule.ip_version,
    protocol: numberOf(rule.protocol),
    notProtocol: numberOf(rule['!protocol']),
    icmp,
    typed,
    from,
    to,
    unconditional:
      !typed &&
      !from.asks &&
      !to.asks &&
      rule.ip_version === undefined &&
      rule.protocol === undefined &&
      rule['!protocol'] === undefined,
    plain:
      (!ports || rule.protocol === 'tcp' || rule.protocol === 'udp') &&
      (!typed || rule.protocol === 'icmp' || rule.protocol === 'icmpv6'),
  };
}

const NONE: readonly PortSpan[] = [];

/** Returns the port ranges of a list. */
function spansOf(ports: readonly Port[] | undefined): readonly PortSpan[] {
  if (!ports || ports.length === 0) return NONE;
  return ports.map((port): PortSpan => {
    if (typeof port === 'number') return [port, port];
    const [low = 0, high = low] = port.split(':').map(Number);
    return [low, high];
  });
}

function sideOf(
  tag: string | undefined,
  notTag: string | undefined,
  selector: string | undefined,
  notSelector: string | undefined,
  net: string | undefined,
  notNet: string | undefined,
  ports: readonly Port[] | undefined,
  notPorts: readonly Port[] | undefined,
): SideShape {
  const names = tag ?? notTag ?? selector ?? notSelector ?? net ?? notNet;
  return {
    tag,
    notTag,
    selector,
    notSelector,
    net: net === undefined ? undefined : parseNetwork(net),
    notNet: notNet === undefined ? undefined : parseNetwork(notNet),
    ports: spansOf(ports),
    notPorts: spansOf(notPorts),
    asks:
      names !== undefined ||
      (ports !== undefined && ports.length > 0) ||
      (notPorts !== undefined && notPorts.length > 0),
  };
}

function numberOf(protocol: string | number | undefined): number | undefined {
  if (protocol === undefined || typeof protocol === 'number') return protocol;
  return PROTOCOL_NUMBERS.get(protocol) ?? Number(protocol);
}
