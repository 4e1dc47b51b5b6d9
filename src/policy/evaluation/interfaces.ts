import { contains, formatAddress } from '../model/address';
import type { HostEndpoint } from '../model/endpoint';
import type { Direction } from '../model/rule';
import type { FailsafePort } from '../model/settings';
import type { HostMember } from './directory';
import type { Header } from './packet';
import type { Member, Place } from './place';

/** The host endpoint of all interfaces, if that is what a host endpoint is. */
export function isEverywhere({ endpoint }: Member<HostEndpoint>): boolean {
  return endpoint.interfaceName === '*';
}

/**
 * The host endpoint at the interface through which a host talks to other machines. One for a certain interface counts
 * before one for all of them; of two for one interface, the first by name (Felix's endpoint manager). Of several
 * interfaces it is the one with the host's address, else the first.
 */
export function outwardEndpoint({ host, endpoints }: HostMember): Member<HostEndpoint> | undefined {
  const own = new Set(host.addresses.map(formatAddress));
  const hasAddress = ({ endpoint }: Member<HostEndpoint>) =>
    endpoint.addresses.some((address) => own.has(formatAddress(address)));
  const certain = endpoints.filter((member) =>
    member.endpoint.interfaceName === undefined ? hasAddress(member) : !isEverywhere(member),
  );
  const chosen = certain.find(hasAddress) ?? certain[0];
  const name = chosen?.endpoint.interfaceName;
  if (chosen) return certain.find(({ endpoint }) => endpoint.interfaceName === name) ?? chosen;
  return endpoints.find(isEverywhere);
}

/** Whether the packet goes to a port that host endpoints always leave open. */
export function isFailsafe(
  ports: Readonly<Record<Direction, readonly FailsafePort[]>>,
  direction: Direction,
  { protocol, destinationPort }: Header,
  peer: Place,
): boolean {
  return ports[direction].some(
    ({ protocol: only, port, net }) =>
      only === protocol &&
      port === destinationPort &&
      (!net || (peer.address !== undefined && contains(net, peer.address))),
  );
}
