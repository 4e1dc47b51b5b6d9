import { formatAddress, parseNetwork } from '../../policy/address';
import { DockerError } from './docker-error';

/** Docker's own address management, for networks that do not leave theirs to Calico. */
export class LocalIpam {
  readonly #taken = new Map<string, Set<string>>();
  #nextSubnet = 18;

  /** The wanted subnet, or one of Docker's default ones. */
  requestPool(subnet: string | undefined): string {
    if (subnet === undefined) return `172.${this.#nextSubnet++}.0.0/16`;
    if (!parseNetwork(subnet)) throw new DockerError(400, `invalid CIDR address: ${subnet}`);
    return subnet;
  }

  /** A free address of a subnet; the first is the gateway's. */
  assign(subnet: string, wanted?: string): string {
    const taken = this.#taken.get(subnet) ?? new Set();
    this.#taken.set(subnet, taken);
    const base = parseNetwork(subnet)?.words[0] ?? 0;
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
