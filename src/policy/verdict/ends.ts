import { formatAddress } from '../model/address';
import type { Flow, Party } from '../model/flow';
import { addressOf, NO_TAGS } from './compile';
import type { Place } from './place';
import type { CompiledEndpoint, CompiledHost, CompiledPolicy } from './policy';

/** One end of a flow, resolved in the policy; neither an endpoint nor a host if it is outside the cluster. */
export interface End {
  readonly endpoint?: CompiledEndpoint;
  readonly host?: CompiledHost;
  /** Undefined if it has no address of the flow's IP version. */
  readonly place: Place | undefined;
}

export interface Ends {
  readonly version: 4 | 6;
  readonly source: End | 'unknown';
  readonly destination: End | 'unknown';
}

/** Resolves the two ends of a flow. */
export function endsOf(flow: Flow, policy: CompiledPolicy): Ends {
  const version = versionOf(flow);
  return {
    version,
    source: resolve(flow.source, version, policy),
    destination: resolve(flow.destination, version, policy),
  };
}

function resolve(party: Party, version: 4 | 6, policy: CompiledPolicy): End | 'unknown' {
  if ('endpoint' in party) {
    const endpoint = policy.endpoints.get(party.endpoint);
    return endpoint ? { endpoint, place: version === 4 ? endpoint.ipv4 : endpoint.ipv6 } : 'unknown';
  }
  if ('host' in party) {
    const host = policy.hosts.get(party.host);
    return host ? { host, place: version === 4 ? host.ipv4 : host.ipv6 } : 'unknown';
  }
  const address = addressOf(party.address);
  if (!address) return { place: undefined };
  const owner = policy.owners.get(formatAddress(address));
  if (!owner) return { place: { address, tags: NO_TAGS } };
  const known = version === 4 ? owner.ipv4 : owner.ipv6;
  return {
    ...('endpoint' in owner ? { endpoint: owner } : { host: owner }),
    place: { address, tags: known?.tags ?? NO_TAGS },
  };
}

function versionOf({ source, destination, ipVersion, protocol }: Flow): 4 | 6 {
  if (ipVersion) return ipVersion;
  const given = 'address' in source ? source.address : 'address' in destination ? destination.address : '';
  return given.includes(':') || protocol === 'icmpv6' ? 6 : 4;
}
