import { formatAddress, parseNetwork } from '../../policy/model/address';
import { DockerError } from './docker-error';

/** Docker's own address management, for networks that don't use Calico's. */
export class LocalIpam {
  readonly #taken = new Map<string, Set<string>>();
  #nextSubnet = 18;

  /** Returns the requested subnet, or one of Docker's default ones. */
  requestPool(subnet: string | undefined): string {
    if (subnet === undefined) return `172.${this.#nextSubnet++}.0.0/16`;
    return subnet;
  }

  /** Allocates a free address of a subnet; the first one belongs to the gateway. */
  assign(subnet: string, wanted?: string): string {
    const taken = this.#taken.get(subnet) ?? new Set();
    this.#taken.set(subnet, taken);
    const base = firstAddress(subnet);
    let host = 2;
    const at = (ordinal: number) => formatAddress({ version: 4, words: [base + ordinal] });
    while (wanted === undefined && taken.has(at(host))) host += 1;
    const address = wanted ?? at(host);
    if (taken.has(address)) throw new DockerError(500, 'Address already in use');
    taken.add(address);
    return address;
  }

  release(subnet: string, address: string): void {
    this.#taken.get(subnet)?.delete(address);
  }
}

/** The first address of an IPv4 subnet. Host bits are allowed, and Docker clears them. */
function firstAddress(subnet: string): number {
  const network = parseNetwork(subnet);
  const size = 2 ** (32 - (network?.prefix ?? 32));
  return Math.floor((network?.words[0] ?? 0) / size) * size;
}
