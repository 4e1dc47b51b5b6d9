import type { EtcdStore } from '../etcd/store';
import { scopeOf, type Attachment, type DockerNetwork } from './network';

/** Root of libnetwork's own records in the cluster store. */
const ROOT = '/docker/network/v1.0';

/** libnetwork's records of networks and endpoints in the cluster store (docker/libnetwork network.go, endpoint.go of 2016-04). */
export class LibnetworkRecords {
  constructor(private readonly store: EtcdStore) {}

  addNetwork(network: DockerNetwork): void {
    const config = network.ipamConfig.map(({ Subnet, IPRange, Gateway }) => ({
      PreferredPool: Subnet ?? '',
      SubPool: IPRange ?? '',
      Gateway: Gateway ?? '',
      AuxAddresses: null,
    }));
    const pool = network.ipamConfig[0]?.Subnet;
    const info = [
      {
        IPAMData: JSON.stringify({ AddressSpace: '', Gateway: '0.0.0.0/0', Pool: '0.0.0.0/0' }),
        PoolID: pool ?? 'CalicoPoolIPv4',
      },
    ];
    const record = {
      addrSpace: 'CalicoGlobalAddressSpace',
      enableIPv6: network.enableIpv6,
      generic: { 'com.docker.network.enable_ipv6': network.enableIpv6, 'com.docker.network.generic': network.options },
      id: network.id,
      inDelete: false,
      internal: network.internal,
      ipamOptions: network.ipamOptions,
      ipamType: network.ipamDriver,
      // Lists are JSON strings inside the JSON.
      ipamV4Config: JSON.stringify(
        config.length > 0 ? config : [{ PreferredPool: '', SubPool: '', Gateway: '', AuxAddresses: null }],
      ),
      ipamV4Info: JSON.stringify(info),
      labels: network.labels,
      name: network.name,
      networkType: network.driver,
      persist: true,
      postIPv6: false,
      scope: scopeOf(network),
    };
    this.store.set(`${ROOT}/network/${network.id}`, { value: JSON.stringify(record) });
    this.#count(network);
  }

  removeNetwork({ id }: DockerNetwork): void {
    for (const kind of ['endpoint_count', 'endpoint', 'network']) this.store.clear(`${ROOT}/${kind}/${id}`);
  }

  addEndpoint(network: DockerNetwork, { endpointId, containerName, address, host }: Attachment): void {
    const record = {
      name: containerName,
      id: endpointId,
      ep_iface: {
        mac: 'ee:ee:ee:ee:ee:ee',
        addr: `${address}/32`,
        srcName: '',
        dstPrefix: 'cali',
        routes: null,
        v4PoolID: network.ipamConfig[0]?.Subnet ?? 'CalicoPoolIPv4',
        v6PoolID: '',
      },
      exposed_ports: [],
      generic: {},
      sandbox: '',
      locator: host,
      anonymous: false,
      disableResolution: false,
      myAliases: null,
    };
    this.store.set(`${ROOT}/endpoint/${network.id}/${endpointId}`, { value: JSON.stringify(record) });
    this.#count(network);
  }

  removeEndpoint(network: DockerNetwork, { endpointId }: Attachment): void {
    this.store.clear(`${ROOT}/endpoint/${network.id}/${endpointId}`);
    this.#count(network);
  }

  /** Removes the endpoints of an earlier run. */
  dropEndpoints(networks: readonly DockerNetwork[]): void {
    this.store.clear(`${ROOT}/endpoint`);
    networks.forEach((network) => this.#count(network));
  }

  #count({ id, attachments }: DockerNetwork): void {
    this.store.set(`${ROOT}/endpoint_count/${id}`, { value: JSON.stringify({ Count: attachments.size }) });
  }
}
