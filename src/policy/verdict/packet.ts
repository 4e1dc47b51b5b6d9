import type { Address } from '../model/address';
import { PROTOCOL_NUMBERS } from '../calico1/felix/iptables';
import type { Flow } from '../model/flow';
import type { Place } from './place';

/** The parts of a packet that don't depend on its ends. */
export interface Header {
  /** IP protocol number. */
  readonly protocol: number;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly icmpType: number;
  readonly icmpCode: number;
}

/** What rules see of a flow. */
export interface Packet extends Header {
  readonly version: 4 | 6;
  readonly source: Address;
  readonly destination: Address;
  readonly sourceTags: ReadonlySet<string>;
  readonly destinationTags: ReadonlySet<string>;
}

/** An ephemeral port, for a flow without a source port. */
const EPHEMERAL = 49_152;

/** Creates the packet that opens a flow between two places. */
export function packetOf(flow: Flow, version: 4 | 6, source: Place, destination: Place): Packet {
  const header = headerOf(flow);
  return {
    version,
    protocol: header.protocol,
    source: source.address,
    destination: destination.address,
    sourceTags: source.tags,
    destinationTags: destination.tags,
    sourcePort: header.sourcePort,
    destinationPort: header.destinationPort,
    icmpType: header.icmpType,
    icmpCode: header.icmpCode,
  };
}

/** Creates the parts of the packet that don't depend on its ends. */
export function headerOf(flow: Omit<Flow, 'source' | 'destination'>): Header {
  const protocol =
    typeof flow.protocol === 'number' ? flow.protocol : (PROTOCOL_NUMBERS.get(flow.protocol) ?? Number(flow.protocol));
  return {
    protocol,
    sourcePort: flow.sourcePort ?? EPHEMERAL,
    destinationPort: flow.destinationPort ?? 0,
    icmpType: flow.icmpType ?? (protocol === ICMPV6 ? 128 : 8),
    icmpCode: flow.icmpCode ?? 0,
  };
}

const ICMP = 1;
const UDP = 17;
const ICMPV6 = 58;

/** ICMP types that can open a connection: echo, timestamp, information, address mask (nf_conntrack_proto_icmp). */
const ICMP_NEW = new Set([8, 13, 15, 17]);
/**
 * Echo and node information queries. Multicast listener and neighbor messages are not tracked at all, so they pass too.
 */
const ICMPV6_NEW = new Set([128, 139, 130, 131, 132, 143, 133, 134, 135, 136, 137]);

/**
 * Whether conntrack marks the packet INVALID if it belongs to no known connection: it is then dropped before any
 * policy.
 */
export function isInvalid({ version, protocol, icmpType }: Packet): boolean {
  if (version === 4) return protocol === ICMP && !ICMP_NEW.has(icmpType);
  return protocol === ICMPV6 && !ICMPV6_NEW.has(icmpType);
}

/** Neighbor and multicast listener messages that a Calico host accepts from any workload. */
const ICMPV6_TO_HOST = new Set([130, 131, 132, 133, 135, 136]);

/** Whether a host accepts the packet from its workload whatever the policy: DNS, DHCP, neighbor discovery. */
export function isServedByHost({ version, protocol, sourcePort, destinationPort, icmpType }: Packet): boolean {
  if (protocol === ICMPV6) return version === 6 && ICMPV6_TO_HOST.has(icmpType);
  if (protocol !== UDP) return false;
  const dhcp =
    version === 4 ? sourcePort === 68 && destinationPort === 67 : sourcePort === 546 && destinationPort === 547;
  return destinationPort === 53 || dhcp;
}
