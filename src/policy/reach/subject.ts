import { formatAddress, type Address } from '../model/address';
import { addressOf, NO_TAGS } from '../verdict/compile';
import type { CompiledEndpoint, CompiledPolicy } from '../verdict/policy';

/** Who can be at an end of a flow, with its address of one IP version. */
export interface Subject {
  /** The endpoint's name, or the address of a machine outside. */
  readonly name: string;
  /** Undefined for a machine outside: no profile applies to it. */
  readonly endpoint: CompiledEndpoint | undefined;
  readonly address: Address;
  readonly tags: ReadonlySet<string>;
}

/** The endpoints that have an address of the version, and the machines outside. An address that somebody in the policy has is left out. */
export function subjectsOf(policy: CompiledPolicy, version: 4 | 6, outside: readonly string[]): Subject[] {
  const subjects: Subject[] = [];
  for (const endpoint of policy.endpoints.values()) {
    const place = version === 4 ? endpoint.ipv4 : endpoint.ipv6;
    if (place) subjects.push({ name: endpoint.endpoint.name, endpoint, address: place.address, tags: place.tags });
  }
  for (const name of outside) {
    const address = addressOf(name);
    if (address?.version === version && !policy.owners.has(formatAddress(address)))
      subjects.push({ name, endpoint: undefined, address, tags: NO_TAGS });
  }
  return subjects;
}
