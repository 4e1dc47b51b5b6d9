import type { Flow } from '../model/flow';
import { ICMP, ICMPV6, protocolNumber, UDP, UDPLITE } from '../model/protocol';
import type { Place } from './place';

/** The properties of a packet that do not depend on its ends. */
export interface Header {
  readonly version: 4 | 6;
  /** IP protocol number. */
  readonly protocol: number;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly icmpType: number;
  readonly icmpCode: number;
}

/** What rules see of a flow. */
export interface Packet extends Header {
  readonly source: Place;
  readonly destination: Place;
}

/** An ephemeral port, for a flow without one. */
const EPHEMERAL = 49_152;

/** Not the number of any protocol. */
const NO_PROTOCOL = -1;

/** Derives the properties that do not depend on the ends. */
export function headerOf(flow: Omit<Flow, 'source' | 'destination'>, version: 4 | 6): Header {
  const protocol = protocolNumber(flow.protocol) ?? NO_PROTOCOL;
  return {
    version,
    protocol,
    sourcePort: flow.sourcePort ?? EPHEMERAL,
    destinationPort: flow.destinationPort ?? 0,
    icmpType: flow.icmpType ?? (protocol === ICMPV6 ? 128 : 8),
    icmpCode: flow.icmpCode ?? 0,
  };
}

export function packetOf(header: Header, source: Place, destination: Place): Packet {
  const { version, protocol, sourcePort, destinationPort, icmpType, icmpCode } = header;
  return { version, protocol, sourcePort, destinationPort, icmpType, icmpCode, source, destination };
}

/** ICMP types that can open a connection: echo, timestamp, information, address mask (nf_conntrack_proto_icmp). */
const ICMP_NEW = new Set([8, 13, 15, 17]);
/** Echo and node information queries; multicast listener and neighbor messages are not tracked at all, so pass too. */
const ICMPV6_NEW = new Set([128, 139, 130, 131, 132, 143, 133, 134, 135, 136, 137]);

/**
 * Whether connection tracking calls the packet invalid when it belongs to no known connection. Current kernels do not
 * track UDP-Lite, so all of it is invalid.
 */
export function isInvalid({ version, protocol, icmpType }: Header): boolean {
  if (protocol === UDPLITE) return true;
  if (version === 4) return protocol === ICMP && !ICMP_NEW.has(icmpType);
  return protocol === ICMPV6 && !ICMPV6_NEW.has(icmpType);
}

/** Neighbor and multicast-listener messages that a host accepts from any workload. */
const ICMPV6_TO_HOST = new Set([130, 131, 132, 133, 135, 136]);

/** Whether Felix 1.x always lets the workload send the packet to its host: DNS, DHCP, neighbor discovery. */
export function isServedByHost(header: Header): boolean {
  const { version, protocol, sourcePort, destinationPort, icmpType } = header;
  if (protocol === ICMPV6) return version === 6 && ICMPV6_TO_HOST.has(icmpType);
  if (protocol !== UDP) return false;
  const dhcp =
    version === 4 ? sourcePort === 68 && destinationPort === 67 : sourcePort === 546 && destinationPort === 547;
  return destinationPort === 53 || dhcp;
}
