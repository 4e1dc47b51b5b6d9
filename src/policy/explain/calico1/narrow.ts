import { formatAddress } from '../../model/address';
import { PORT_PROTOCOLS, type Direction, type Rule } from '../../calico1/rule';
import type { CompiledModel } from '../../verdict';
import type { Packet } from '../../verdict/packet';
import type { Place } from '../../verdict/place';
import type { MatchKey } from './reasons';

/** The parts of a flow that a rule to allow it must name. */
export interface Target {
  readonly packet: Packet;
  /** As given in the flow, by name if there is one. */
  readonly protocol: string | number;
  /** The other end, which the rule must name. */
  readonly peer: Place;
  readonly direction: Direction;
}

/**
 * Returns a rule like another that matches the flow: only its protocol, port and peer, with the failed conditions
 * replaced by the flow's own values.
 */
export function narrowed(like: Rule, failed: readonly MatchKey[], target: Target, model: CompiledModel): Rule {
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
  const kept = Object.fromEntries(Object.entries(like).filter(([key]) => !dropped.has(key))) as Rule;
  return {
    ...kept,
    action: 'allow',
    protocol,
    ...(failed.includes('ip_version') && { ip_version: packet.version }),
    ...(hasPorts(protocol) && { dst_ports: [packet.destinationPort] }),
    ...((protocol === 'icmp' || protocol === 'icmpv6') && { icmp_type: packet.icmpType, icmp_code: packet.icmpCode }),
    // The new rule must not match any peer, even if the other does.
    ...((asksPeer || !namesPeer(kept, target.direction)) && peerCriterion(target, model)),
  };
}

/** Whether a rule has a positive criterion for the peer. */
export function namesPeer(rule: Rule, direction: Direction): boolean {
  return direction === 'inbound'
    ? (rule.src_tag ?? rule.src_selector ?? rule.src_net) !== undefined
    : (rule.dst_tag ?? rule.dst_selector ?? rule.dst_net) !== undefined;
}

/** Returns a rule for a flow without a near miss. */
export function newRule(target: Target, model: CompiledModel): Rule {
  return narrowed({}, [], target, model);
}

const PEER_KEYS = ['tag', 'selector', 'net'] as const;

/** Only these can match ports: Felix drops everything at a rule with ports of another protocol. */
function hasPorts(protocol: string | number): boolean {
  return PORT_PROTOCOLS.has(String(protocol)) && (protocol === 'tcp' || protocol === 'udp');
}

/** Names the peer by its tag with the fewest members, or else by its address. */
function peerCriterion({ peer, direction, packet }: Target, { directory }: CompiledModel): Rule {
  const side = direction === 'inbound' ? 'src' : 'dst';
  const counts = new Map<string, number>();
  for (const { endpoint, class: endpointClass } of directory.members) {
    if (endpoint.kind === 'network-set' || !endpoint.addresses.some(({ version }) => version === packet.version))
      continue;
    for (const tag of endpointClass.tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  }
  const tags = tagsOf(peer).toSorted((a, b) => (counts.get(a) ?? 0) - (counts.get(b) ?? 0));
  const [tag] = tags;
  return tag !== undefined ? { [`${side}_tag`]: tag } : { [`${side}_net`]: networkOf(peer) };
}

/** The tags of all endpoints that have an address. */
export function tagsOf({ classes }: Place): readonly string[] {
  return [...new Set(classes.flatMap(({ tags }) => [...tags]))];
}

/** Returns the network of a single address. */
export function networkOf({ address }: Place): string {
  return address ? `${formatAddress(address)}/${address.version === 4 ? 32 : 128}` : '';
}
