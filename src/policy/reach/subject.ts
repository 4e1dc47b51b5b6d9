import { formatAddress, type Address } from '../model/address';
import { addressOf, NO_TAGS } from '../verdict/compile';
import type { CompiledEndpoint, CompiledPolicy } from '../verdict/policy';

/** A possible end of a flow, with its address of one IP version. */
export interface Subject {
  /** The endpoint's name, or the address of an outside machine. */
  readonly name: string;
  /** Undefined for an outside machine: no profile applies to it. */
  readonly endpoint: CompiledEndpoint | undefined;
  readonly address: Address;
  readonly tags: ReadonlySet<string>;
}

/**
 * Returns the endpoints that have an address of the version, and the outside machines. Omits outside addresses that
 * belong to the policy.
 */
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
