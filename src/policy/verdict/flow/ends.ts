import { parseAddress, type Address } from '../../model/address';
import type { Workload } from '../../model/endpoint';
import type { Flow, Party } from '../../model/flow';
import { ICMPV6, protocolNumber } from '../../model/protocol';
import type { CompiledModel } from '../compile';
import type { HostMember } from '../directory';
import { plannedPlace, type Member, type Place } from '../place';

/** One end of a flow, found in the model; neither workload nor host for a machine outside. */
export interface End {
  readonly workload: Member<Workload> | undefined;
  readonly host: HostMember | undefined;
  readonly place: Place;
}

/** Why an end can't be evaluated. */
export type NoEnd = 'unknown-endpoint' | 'no-address';

/** The two ends of a flow, of the IP version that it has. */
export interface Ends {
  readonly version: 4 | 6;
  readonly source: End;
  readonly destination: End;
}

/** The parties of a flow. If its IP version is not given, it is 4 if both have an IPv4 address, else 6. */
export function endsOf(flow: Flow, model: CompiledModel): Ends | NoEnd {
  const version = versionOf(flow);
  const ends = endsIn(flow, version ?? 4, model);
  return version === undefined && ends === 'no-address' ? endsIn(flow, 6, model) : ends;
}

function endsIn(flow: Flow, version: 4 | 6, model: CompiledModel): Ends | NoEnd {
  const source = endOf(flow.source, version, model);
  if (typeof source === 'string') return source;
  const destination = endOf(flow.destination, version, model);
  return typeof destination === 'string' ? destination : { version, source, destination };
}

function versionOf({ source, destination, ipVersion, protocol }: Flow): 4 | 6 | undefined {
  if (ipVersion) return ipVersion;
  if (protocolNumber(protocol) === ICMPV6) return 6;
  const given = 'address' in source ? source : 'address' in destination ? destination : undefined;
  return given && (given.address.includes(':') ? 6 : 4);
}

/** The end for a party of a flow. */
function endOf(party: Party, version: 4 | 6, model: CompiledModel): End | NoEnd {
  if ('address' in party) {
    const address = parseAddress(party.address);
    return address ? endAt(address, model) : 'no-address';
  }
  const { directory } = model;
  const host = 'host' in party ? directory.host(party.host) : directory.hostUnder(party.endpoint);
  if (host) {
    const address = ofVersion(host.host.addresses, version);
    return address ? { workload: undefined, host, place: model.place(address) } : 'no-address';
  }
  if ('host' in party) return 'unknown-endpoint';
  const member = directory.member(party.endpoint);
  if (member?.endpoint.kind === 'host-endpoint') {
    const host = directory.host(member.endpoint.host);
    const address = ofVersion(member.endpoint.addresses, version) ?? ofVersion(host?.host.addresses ?? [], version);
    return address ? { workload: undefined, host, place: model.place(address) } : 'no-address';
  }
  if (member?.endpoint.kind !== 'workload') return 'unknown-endpoint';
  const { endpoint } = member;
  const workload = { endpoint, class: member.class };
  if (endpoint.state.kind === 'planned') return { workload, host: undefined, place: plannedPlace(workload) };
  const address = ofVersion(endpoint.addresses, version);
  if (!address) return 'no-address';
  return { workload, host: undefined, place: model.place(address) };
}

/** The owner of an address. */
export function endAt(address: Address, model: CompiledModel): End {
  const place = model.place(address);
  const workload = model.directory.workloadAt(place);
  return { workload, host: workload ? undefined : model.directory.hostAt(place), place };
}

function ofVersion(addresses: readonly Address[], version: 4 | 6): Address | undefined {
  return addresses.find((address) => address.version === version);
}
