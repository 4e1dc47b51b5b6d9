import { formatAddress } from '../model/address';
import { PORT_PROTOCOLS, type Direction, type Rule } from '../calico1/rule';
import type { Place } from '../verdict/place';
import type { CompiledPolicy } from '../verdict/policy';
import type { Packet } from '../verdict/packet';
import type { Condition } from '../verdict/trace';

/** A flow, as far as a rule that is to allow it has to name it. */
export interface Target {
  readonly packet: Packet;
  /** As the flow was given, by name where there is one. */
  readonly protocol: string | number;
  /** Who the rule is to let in, or to let be reached. */
  readonly peer: Place;
  readonly direction: Direction;
}

/**
 * A rule like `model` that matches the flow: on its protocol and port and for its peer alone, with the conditions that
 * failed replaced by what the flow has.
 */
export function narrowed(model: Rule, failed: readonly Condition[], target: Target, policy: CompiledPolicy): Rule {
  const { packet, protocol, direction } = target;
  const side = direction === 'inbound' ? 'src' : 'dst';
  const asksPeer = failed.some((condition) => PEER_KEYS.some((key) => condition.replace('!', '') === `${side}_${key}`));
  const dropped = new Set<string>([
    ...failed,
    'protocol',
    '!protocol',
    'dst_ports',
    '!dst_ports',
    'icmp_type',
    'icmp_code',
    '!icmp_type',
    '!icmp_code',
  ]);
  if (failed.includes('!src_ports') || failed.includes('src_ports') || !hasPorts(protocol))
    for (const key of ['src_ports', '!src_ports']) dropped.add(key);
  const kept = Object.fromEntries(Object.entries(model).filter(([key]) => !dropped.has(key))) as Rule;
  return {
    ...kept,
    action: 'allow',
    protocol,
    ...(failed.includes('ip_version') && { ip_version: packet.version }),
    ...(hasPorts(protocol) && { dst_ports: [packet.destinationPort] }),
    ...((protocol === 'icmp' || protocol === 'icmpv6') && { icmp_type: packet.icmpType, icmp_code: packet.icmpCode }),
    // A model that lets in everybody is no reason to let in everybody here too.
    ...((asksPeer || !namesPeer(kept, target.direction)) && peerCriterion(target, policy)),
  };
}

/** Whether a rule asks, positively, who the peer is. */
export function namesPeer(rule: Rule, direction: Direction): boolean {
  return direction === 'inbound'
    ? (rule.src_tag ?? rule.src_selector ?? rule.src_net) !== undefined
    : (rule.dst_tag ?? rule.dst_selector ?? rule.dst_net) !== undefined;
}

/** A rule for a flow that no rule comes near to. */
export function newRule(target: Target, policy: CompiledPolicy): Rule {
  return narrowed({}, [], target, policy);
}

const PEER_KEYS = ['tag', 'selector', 'net'] as const;

/** Ports can be matched for these alone: Felix drops all at a rule with ports of another protocol. */
function hasPorts(protocol: string | number): boolean {
  return PORT_PROTOCOLS.has(String(protocol)) && (protocol === 'tcp' || protocol === 'udp');
}

/** Names the peer by the tag that the fewest have, or else by its address. */
function peerCriterion({ peer, direction, packet }: Target, policy: CompiledPolicy): Rule {
  const side = direction === 'inbound' ? 'src' : 'dst';
  const counts = new Map<string, number>();
  for (const { ipv4, ipv6 } of policy.endpoints.values()) {
    for (const tag of (packet.version === 4 ? ipv4 : ipv6)?.tags ?? []) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  }
  // A selector is among the tags under a name with a blank, which no tag has.
  const tags = [...peer.tags]
    .filter((tag) => !tag.includes(' '))
    .sort((a, b) => (counts.get(a) ?? 0) - (counts.get(b) ?? 0));
  const [tag] = tags;
  return tag !== undefined
    ? { [`${side}_tag`]: tag }
    : { [`${side}_net`]: `${formatAddress(peer.address)}/${packet.version === 4 ? 32 : 128}` };
}
