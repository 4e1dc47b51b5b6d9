import { contains, parseAddress } from '../../policy/model/address';
import type { EtcdStore } from '../etcd/store';
import { jsonOrUndefined } from '../json';
import { addressAt, blocksOf, giveBack, locate, newBlock, parseBlock, take, type Block } from './block';
import { affinityKey, blockKey, IPAM_HOSTS } from './layout';
import { PluginError } from './plugin-error';
import { ipamPools, poolOf } from './pools';

/**
 * Calico's address management as the Python libnetwork plugin provides it to Docker: addresses come from blocks of 64,
 * each claimed by the first host that needs one. All state is in etcd.
 */
export class CalicoIpam {
  constructor(private readonly store: EtcdStore) {}

  /**
   * Accepts a network's subnet.
   * @throws PluginError if it is not the CIDR of a configured pool.
   */
  requestPool(subnet: string | undefined): void {
    if (subnet !== undefined && !poolOf(this.store, subnet)) {
      throw new PluginError('The requested subnet must match the CIDR of a configured Calico IP Pool.');
    }
  }

  /**
   * Allocates a given address.
   * @throws PluginError if it is in use or in no pool.
   */
  assign(host: string, address: string): string {
    const parsed = parseAddress(address);
    if (!parsed || !ipamPools(this.store).some(({ network }) => contains(network, parsed))) {
      throw new PluginError(`The address ${address} is not in one of the configured Calico IP pools`);
    }
    const { cidr, ordinal } = locate(address);
    const taken = take(this.#read(cidr) ?? this.#claim(cidr, host), ordinal);
    if (!taken) throw new PluginError(`The address ${address} is already in use`);
    this.#write(taken);
    return address;
  }

  /**
   * Allocates the next free address: from the host's own blocks first, then from an unclaimed block.
   * @throws PluginError if all pools are exhausted.
   */
  assignAny(host: string): string {
    for (const block of this.#candidates(host)) {
      const [ordinal] = block.unallocated;
      const taken = ordinal === undefined ? undefined : take(block, ordinal);
      if (ordinal === undefined || !taken) continue;
      this.#write(taken);
      return addressAt(taken, ordinal);
    }
    throw new PluginError('There are no available IP addresses in the configured Calico IP pools');
  }

  /** Releases an address. */
  release(address: string): void {
    const { cidr, ordinal } = locate(address);
    const block = this.#read(cidr);
    if (block) this.#write(giveBack(block, ordinal));
  }

  *#candidates(host: string): Generator<Block> {
    for (const name of this.store.names(`${IPAM_HOSTS}/${host}/ipv4/block`)) {
      const block = this.#read(name.replace('-', '/'));
      if (block) yield block;
    }
    const cidrs = ipamPools(this.store).flatMap(({ network }) => [...blocksOf(network)]);
    const free = cidrs.find((cidr) => !this.#read(cidr));
    if (free !== undefined) yield this.#claim(free, host);
    // Affinity is not strict: if no block is free, another host's may be used.
    for (const cidr of cidrs) {
      const block = this.#read(cidr);
      if (block) yield block;
    }
  }

  #claim(cidr: string, host: string): Block {
    this.store.set(affinityKey(host, cidr), { value: '' });
    const block = newBlock(cidr, host);
    this.#write(block);
    return block;
  }

  #read(cidr: string): Block | undefined {
    const value = this.store.read(blockKey(cidr));
    return value === undefined ? undefined : parseBlock(jsonOrUndefined(value));
  }

  #write(block: Block): void {
    this.store.set(blockKey(block.cidr), { value: JSON.stringify(block) });
  }
}
