import { encodeRules, encodeTags, newProfile } from '../../policy/calico1/profile';
import type { EtcdStore } from '../etcd/store';
import { endpointKey, networkRequestKey, POOLS, inKey, profileKey } from './layout';

/** A workload's endpoint in a network. */
export interface PluginEndpoint {
  readonly id: string;
  readonly networkId: string;
  readonly host: string;
  readonly address: string;
}

/** The network driver of Calico's Python libnetwork plugin (0.9), limited to what it writes to etcd. */
export class CalicoPlugin {
  constructor(private readonly store: EtcdStore) {}

  /**
   * Writes the network's profile, named by the network's ID, replacing any existing one. Uses three writes, so watchers
   * see incomplete profiles, as with the original.
   * @param foreignSubnet The subnet of a network of another IPAM driver, which becomes a pool without IPAM.
   */
  createNetwork(networkId: string, request: object, foreignSubnet?: string): void {
    const profile = newProfile(networkId);
    const key = profileKey(networkId);
    this.store.set(`${key}/tags`, { value: encodeTags(profile) });
    this.store.set(`${key}/labels`, { value: '{}' });
    this.store.set(`${key}/rules`, { value: encodeRules(profile) });
    if (foreignSubnet !== undefined) {
      this.store.set(`${POOLS}/${inKey(foreignSubnet)}`, {
        value: JSON.stringify({ cidr: foreignSubnet, ipam: false }),
      });
    }
    this.store.set(networkRequestKey(networkId), { value: JSON.stringify(request) });
  }

  deleteNetwork(networkId: string, foreignSubnet?: string): void {
    if (foreignSubnet !== undefined) this.store.clear(`${POOLS}/${inKey(foreignSubnet)}`);
    this.store.clear(profileKey(networkId));
    this.store.clear(networkRequestKey(networkId));
  }

  createEndpoint({ id, networkId, host, address }: PluginEndpoint): void {
    const endpoint = {
      state: 'active',
      name: `cali${id.slice(0, 11)}`,
      mac: 'EE:EE:EE:EE:EE:EE',
      profile_ids: [networkId],
      labels: {},
      ipv4_nets: [`${address}/32`],
      ipv6_nets: [],
      ipv4_gateway: null,
      ipv6_gateway: null,
    };
    this.store.set(endpointKey(host, id), { value: JSON.stringify(endpoint) });
  }

  deleteEndpoint({ id, host }: PluginEndpoint): void {
    this.store.clear(endpointKey(host, id));
  }
}
