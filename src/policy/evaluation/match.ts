import { contains, type Address, type Network } from '../model/address';
import { ICMP, ICMPV6, SCTP, TCP, UDP, UDPLITE } from '../model/protocol';
import type { IcmpMatch } from '../model/rule';
import type { Packet } from './packet';
import type { Place } from './place';
import type { CompiledPorts, CompiledRule, CompiledSide } from './rule';
import type { ServiceIndex } from './services';

/** `unknown` where everything that is known holds, and the rest is not. */
export type Match = 'yes' | 'no' | 'unknown';

/** Whether a rule matches a packet. */
export function matches(rule: CompiledRule, packet: Packet, services: ServiceIndex | undefined): Match {
  if (!(packet.version === 4 ? rule.ipv4 : rule.ipv6)) return 'no';
  const { protocol } = packet;
  if (rule.protocol >= 0 && rule.protocol !== protocol) return 'no';
  if (rule.notProtocol === protocol) return 'no';
  if (rule.icmp && !isIcmp(rule.icmp, packet)) return 'no';
  if (rule.notIcmp && isIcmp(rule.notIcmp, packet)) return 'no';
  const { source, destination } = rule;
  if (destination && !sideHolds(destination, packet.destination, packet.destinationPort, protocol)) return 'no';
  if (source && !sideHolds(source, packet.source, packet.sourcePort, protocol)) return 'no';
  if (source?.service === undefined && destination?.service === undefined) return 'yes';
  return services ? (serviceHolds(rule, packet, services) ? 'yes' : 'no') : 'unknown';
}

function sideHolds(side: CompiledSide, place: Place, port: number, protocol: number): boolean {
  return (
    (side.ports === undefined || isPort(side.ports, side, place, port, protocol)) &&
    peersHold(side, place) &&
    notPeersHold(side, place) &&
    (side.nets === undefined || isInSome(side.nets, place.address)) &&
    (side.notNets === undefined || !isInSome(side.notNets, place.address)) &&
    (side.notPorts === undefined || !isPort(side.notPorts, side, place, port, protocol))
  );
}

function peersHold({ peers }: CompiledSide, { classes }: Place): boolean {
  for (const peer of peers) if (!peer.holdsForSome(classes)) return false;
  return true;
}

function notPeersHold({ notPeers }: CompiledSide, { classes }: Place): boolean {
  for (const peer of notPeers) if (peer.holdsForSome(classes)) return false;
  return true;
}

function isInSome(networks: readonly Network[], address: Address | undefined): boolean {
  if (!address) return false;
  for (const network of networks) if (contains(network, address)) return true;
  return false;
}

function isPort(ports: CompiledPorts, side: CompiledSide, place: Place, port: number, protocol: number): boolean {
  const { ranges, names } = ports;
  if (protocol !== TCP && protocol !== UDP && protocol !== SCTP && protocol !== UDPLITE) return false;
  for (let index = 0; index < ranges.length; index += 2)
    if (port >= (ranges[index] ?? 0) && port <= (ranges[index + 1] ?? -1)) return true;
  return names.length > 0 && isNamed(names, side, place, port, protocol);
}

/** Felix makes a set of address, protocol and port for a name, of the endpoints that the rule's selector selects. */
function isNamed(
  names: readonly string[],
  { peers }: CompiledSide,
  { owners }: Place,
  port: number,
  protocol: number,
): boolean {
  return owners.some(
    (owner) =>
      owner.endpoint.ports.some(
        (named) => named.port === port && named.protocol === protocol && names.includes(named.name),
      ) && peers.every((peer) => peer.holds(owner.class)),
  );
}

function isIcmp({ type, code }: IcmpMatch, packet: Packet): boolean {
  return (
    packet.protocol === (packet.version === 4 ? ICMP : ICMPV6) &&
    packet.icmpType === type &&
    (code === undefined || packet.icmpCode === code)
  );
}

function serviceHolds({ source, destination }: CompiledRule, packet: Packet, services: ServiceIndex): boolean {
  return (
    (source?.service === undefined || services.has(source.service, packet.source)) &&
    (destination?.service === undefined ||
      services.serves(destination.service, packet.destination, packet.protocol, packet.destinationPort))
  );
}
