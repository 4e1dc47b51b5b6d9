import { contains, parseAddress } from '../../policy/model/address';
import type { EtcdStore } from '../etcd/store';
import { jsonOrUndefined } from '../json';
import { addressAt, blocksOf, giveBack, locate, newBlock, parseBlock, take, type Block } from './block';
import { affinityKey, blockKey, IPAM_HOSTS } from './layout';
import { PluginError } from './plugin-error';
import { ipamPools, poolOf } from './pools';

/**
 * Calico's address management as the Python libnetwork plugin offers it to Docker: addresses come out of blocks of 64,
 * each claimed by the host that first needs one. Its whole state is in etcd.
 */
export class CalicoIpam {
  constructor(private readonly store: EtcdStore) {}

  /**
   * Agrees to a network's subnet.
   * @throws PluginError when it is not the CIDR of a configured pool.
   */
  requestPool(subnet: string | undefined): void {
    if (subnet !== undefined && !poolOf(this.store, subnet)) {
      throw new PluginError('The requested subnet must match the CIDR of a configured Calico IP Pool.');
    }
  }

  /**
   * Assigns a given address.
   * @throws PluginError when it is in use or in no pool.
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
   * Assigns the next free address: of the host's own blocks first, then of a block that nobody has.
   * @throws PluginError when all pools are used up.
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

  /** Gives an address back. */
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
    // Affinity is not strict: when no block is free, another host's may be used.
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
