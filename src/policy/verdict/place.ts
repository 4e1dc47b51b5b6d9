import type { Address, Network } from '../model/address';
import type { Endpoint, HostEndpoint, NetworkSet, Workload } from '../model/endpoint';
import type { EndpointClass } from './classes';

/** An endpoint with its class. */
export interface Member<E extends Endpoint = Endpoint> {
  readonly endpoint: E;
  readonly class: EndpointClass;
}

export function isWorkload(member: Member): member is Member<Workload> {
  return member.endpoint.kind === 'workload';
}

/** An endpoint with named ports. */
export type Owner = Member<Workload | HostEndpoint>;

/** An address, with everything that rules can match it by. */
export interface Place {
  /** Undefined for a workload that is only planned. */
  readonly address: Address | undefined;
  /** The address in its canonical text; empty if there is none. */
  readonly key: string;
  /** The endpoints that have the address. */
  readonly owners: readonly Owner[];
  /** The classes of all endpoints that have the address, and of all network sets that cover it. */
  readonly classes: readonly EndpointClass[];
}

const NONE: readonly EndpointClass[] = [];

/** Network sets by what they cover. */
export class SetIndex {
  /** For each IP version and prefix length the sets under the first bits. */
  readonly #sets = new Map<number, { readonly network: Network; readonly byBits: Map<string, EndpointClass[]> }>();

  add({ endpoint, class: endpointClass }: Member<NetworkSet>): void {
    for (const network of endpoint.nets) {
      const length = network.version * 1000 + network.prefix;
      const known = this.#sets.get(length) ?? { network, byBits: new Map<string, EndpointClass[]>() };
      this.#sets.set(length, known);
      const bits = bitsOf(network, network.prefix);
      const classes = known.byBits.get(bits) ?? [];
      if (!classes.includes(endpointClass)) known.byBits.set(bits, [...classes, endpointClass]);
    }
  }

  covering(address: Address): readonly EndpointClass[] {
    if (this.#sets.size === 0) return NONE;
    const found = new Set<EndpointClass>();
    for (const { network, byBits } of this.#sets.values()) {
      if (network.version !== address.version) continue;
      for (const endpointClass of byBits.get(bitsOf(address, network.prefix)) ?? []) found.add(endpointClass);
    }
    return [...found];
  }
}

function bitsOf(address: Address, prefix: number): string {
  const words: number[] = [];
  for (let rest = prefix, index = 0; rest > 0; rest -= 32, index += 1) {
    const mask = rest >= 32 ? -1 : -1 << (32 - rest);
    words.push((address.words[index] ?? 0) & mask);
  }
  return words.join('.');
}

/** The place of a workload that has no address yet. */
export function plannedPlace(owner: Owner): Place {
  return { address: undefined, key: '', owners: [owner], classes: [owner.class] };
}

/** The place of an address that these endpoints have. */
export function placeOf(address: Address, key: string, owners: readonly Owner[], sets: SetIndex): Place {
  const covering = sets.covering(address);
  const first = owners[0];
  // Nearly all addresses are of one endpoint, in no set.
  if (first && owners.length === 1 && covering.length === 0) return { address, key, owners, classes: [first.class] };
  return { address, key, owners, classes: [...new Set([...owners.map((owner) => owner.class), ...covering])] };
}
