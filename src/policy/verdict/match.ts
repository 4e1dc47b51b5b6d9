import { contains, type Address, type Network } from '../model/address';
import { ICMP, ICMPV6, SCTP, TCP, UDP, UDPLITE } from '../model/protocol';
import type { Direction, IcmpMatch } from '../model/rule';
import type { Header, Packet } from './packet';
import type { Place } from './place';
import type { CompiledPorts, CompiledRule, CompiledSide } from './rule';
import type { ServiceIndex } from './services';

/** `unknown` if all known conditions hold and others can't be decided. */
export type Match = 'yes' | 'no' | 'unknown';

/** A condition of a rule that a packet does not match. */
export type Condition =
  | 'ipVersion'
  | 'protocol'
  | 'notProtocol'
  | 'icmp'
  | 'notIcmp'
  | `${'source' | 'destination'}.${'nets' | 'notNets' | 'ports' | 'notPorts' | 'peers' | 'notPeers' | 'service'}`;

/** Whether a rule matches a packet. */
export function matches(rule: CompiledRule, packet: Packet, services: ServiceIndex | undefined): Match {
  if (!headerHolds(rule, packet)) return 'no';
  const { source, destination } = rule;
  const { protocol } = packet;
  if (destination && !sideHolds(destination, packet.destination, packet.destinationPort, protocol)) return 'no';
  if (source && !sideHolds(source, packet.source, packet.sourcePort, protocol)) return 'no';
  if (source?.service === undefined && destination?.service === undefined) return 'yes';
  return services ? (serviceHolds(rule, packet, services) ? 'yes' : 'no') : 'unknown';
}

/** Every condition that a packet does not match, in the order of a written rule; empty for a match. */
export function unmet(rule: CompiledRule, packet: Packet, services: ServiceIndex | undefined): readonly Condition[] {
  const found: Condition[] = [];
  const { protocol } = packet;
  if (!(packet.version === 4 ? rule.ipv4 : rule.ipv6)) found.push('ipVersion');
  if (rule.protocol >= 0 && rule.protocol !== protocol) found.push('protocol');
  if (rule.notProtocol === protocol) found.push('notProtocol');
  if (rule.icmp && !isIcmp(rule.icmp, packet)) found.push('icmp');
  if (rule.notIcmp && isIcmp(rule.notIcmp, packet)) found.push('notIcmp');
  for (const end of ['source', 'destination'] as const) {
    const side = rule[end];
    if (!side) continue;
    const place = packet[end];
    const port = end === 'source' ? packet.sourcePort : packet.destinationPort;
    if (side.nets && !isInSome(side.nets, place.address)) found.push(`${end}.nets`);
    if (side.notNets && isInSome(side.notNets, place.address)) found.push(`${end}.notNets`);
    if (!peersHold(side, place)) found.push(`${end}.peers`);
    if (!notPeersHold(side, place)) found.push(`${end}.notPeers`);
    if (side.ports && !isPort(side.ports, side, place, port, protocol)) found.push(`${end}.ports`);
    if (side.notPorts && isPort(side.notPorts, side, place, port, protocol)) found.push(`${end}.notPorts`);
    if (side.service && services && !serviceHolds(rule, packet, services)) found.push(`${end}.service`);
  }
  return found;
}

/** Whether a rule matches a packet, apart from its ends. */
export function headerHolds(rule: CompiledRule, header: Header): boolean {
  const { version, protocol } = header;
  return (
    (version === 4 ? rule.ipv4 : rule.ipv6) &&
    (rule.protocol < 0 || rule.protocol === protocol) &&
    rule.notProtocol !== protocol &&
    (rule.icmp === undefined || isIcmp(rule.icmp, header)) &&
    (rule.notIcmp === undefined || !isIcmp(rule.notIcmp, header))
  );
}

/** Whether a rule can match a packet by its numeric ports. */
export function numbersHold({ source, destination }: CompiledRule, header: Header): boolean {
  const { protocol, sourcePort, destinationPort } = header;
  return hasNumber(source, sourcePort, protocol) && hasNumber(destination, destinationPort, protocol);
}

function hasNumber(side: CompiledSide | undefined, port: number, protocol: number): boolean {
  if (!side) return true;
  const { ports, notPorts } = side;
  const isOne = (list: CompiledPorts) => isPort(list, side, NOWHERE, port, protocol);
  if (ports?.names.length === 0 && !isOne(ports)) return false;
  return notPorts === undefined || !isOne(notPorts);
}

/** A place without named ports. */
const NOWHERE: Place = { address: undefined, key: '', owners: [], classes: [] };

/** Whether the side at an endpoint itself matches packets that it sends or receives. */
export function localHolds(
  side: CompiledSide,
  place: Place,
  direction: Direction,
  { protocol, sourcePort, destinationPort }: Header,
  services: ServiceIndex | undefined,
): boolean {
  const { service } = side;
  if (!sideHolds(side, place, direction === 'ingress' ? destinationPort : sourcePort, protocol)) return false;
  if (!service) return true;
  if (!services) return false;
  return direction === 'egress'
    ? services.has(service, place)
    : services.serves(service, place, protocol, destinationPort);
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

/** Whether a port is one of these, by number or by the name that an endpoint at the place has for it. */
export function isPort(
  ports: CompiledPorts,
  side: CompiledSide,
  place: Place,
  port: number,
  protocol: number,
): boolean {
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

function isIcmp({ type, code }: IcmpMatch, packet: Header): boolean {
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
