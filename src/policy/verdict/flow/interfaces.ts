import { contains, formatAddress } from '../../model/address';
import type { HostEndpoint } from '../../model/endpoint';
import type { Direction } from '../../model/rule';
import type { FailsafePort } from '../../model/settings';
import type { HostMember } from '../directory';
import type { Header } from '../packet';
import type { Member, Place } from '../place';

/** The host endpoint itself if it is for all interfaces. */
export function isEverywhere({ endpoint }: Member<HostEndpoint>): boolean {
  return endpoint.interfaceName === '*';
}

/**
 * The host endpoint at the interface through which a host talks to other machines: of several interfaces that with the
 * host's address, else the first. One that names the interface and one that only has its address count alike, the first
 * by name; one for all interfaces counts last (Felix's endpoint manager).
 */
export function outwardEndpoint({ host, endpoints }: HostMember): Member<HostEndpoint> | undefined {
  const own = new Set(host.addresses.map(formatAddress));
  const hasAddress = ({ endpoint }: Member<HostEndpoint>) =>
    endpoint.addresses.some((address) => own.has(formatAddress(address)));
  const named = endpoints.filter((member) => member.endpoint.interfaceName !== undefined && !isEverywhere(member));
  const { interfaceName } = (named.find(hasAddress) ?? named[0])?.endpoint ?? {};
  const there = endpoints.find((member) =>
    member.endpoint.interfaceName === undefined ? hasAddress(member) : member.endpoint.interfaceName === interfaceName,
  );
  return there ?? endpoints.find(isEverywhere);
}

/** The host endpoint at local interfaces: those of workloads, and loopback. */
export function inwardEndpoint({ endpoints }: HostMember): Member<HostEndpoint> | undefined {
  return endpoints.find(isEverywhere);
}

/** Whether the packet goes to a failsafe port, which host endpoints always leave open. */
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
