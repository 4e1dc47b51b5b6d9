import { EventEmitter } from 'node:events';
import { parseNetwork } from '../../policy/model/address';
import { CalicoIpam } from '../calico/ipam';
import { CalicoPlugin } from '../calico/plugin';
import { PluginError } from '../calico/plugin-error';
import { EtcdError } from '../etcd/errors';
import type { EtcdStore } from '../etcd/store';
import { dockerId } from '../identifiers';
import type { CreateRequest } from './create-request';
import { DockerError } from './docker-error';
import { networkEvent, type DockerEvent } from './events';
import { LocalIpam } from './local-ipam';
import { scopeOf, type Attachment, type DockerNetwork, type NetworkDefinition } from './network';
import { LibnetworkRecords } from './records';

/** Names that are reserved on every daemon. The lab does not list these networks: it starts with none. */
const PREDEFINED = ['bridge', 'host', 'none', 'default'];

/** A container to attach to a network. */
export interface ContainerAttachment extends Pick<Attachment, 'containerId' | 'containerName' | 'host'> {
  /** A fixed address. */
  readonly ip?: string | undefined;
}

/** A container that is or was in a network, until it terminates. */
export interface Container extends Pick<Attachment, 'containerId' | 'containerName' | 'host'> {
  /** Milliseconds since the epoch. */
  readonly started: number;
}

/** All Docker networks of the cluster and their members. Throws {@link DockerError}. */
export class Networks extends EventEmitter<{ event: [DockerEvent] }> {
  readonly #networks = new Map<string, DockerNetwork>();
  readonly #containers = new Map<string, Container>();
  readonly #calicoIpam: CalicoIpam;
  readonly #plugin: CalicoPlugin;
  readonly #records: LibnetworkRecords;
  #localIpam = new LocalIpam();

  constructor(store: EtcdStore) {
    super();
    this.setMaxListeners(0);
    this.#calicoIpam = new CalicoIpam(store);
    this.#plugin = new CalicoPlugin(store);
    this.#records = new LibnetworkRecords(store);
  }

  list(): readonly DockerNetwork[] {
    return [...this.#networks.values()];
  }

  get containers(): readonly Container[] {
    return [...this.#containers.values()];
  }

  /** Finds a network by ID, name, or unique ID prefix, in that order. */
  find(reference: string): DockerNetwork {
    const exact = this.#networks.get(reference);
    if (exact) return exact;
    const named = this.list().filter(({ name }) => name === reference);
    if (named.length > 1)
      throw new DockerError(400, `network ${reference} is ambiguous (${named.length} matches found based on name)`);
    const begun = reference === '' ? [] : this.list().filter(({ id }) => id.startsWith(reference));
    const found = named[0] ?? (begun.length === 1 ? begun[0] : undefined);
    if (!found) throw new DockerError(404, `network ${reference} not found`);
    return found;
  }

  create(request: CreateRequest): DockerNetwork {
    const { Name: name, IPAM } = request;
    const driver = known('plugin', request.Driver || 'bridge', ['bridge', 'calico']);
    const ipamDriver = known('ipam plugin', IPAM.Driver || 'default', ['default', 'calico']);
    if (PREDEFINED.includes(name))
      throw new DockerError(403, `operation is not permitted on predefined ${name} network`);
    if (request.CheckDuplicate && this.list().some((network) => network.name === name)) {
      throw new DockerError(409, `network with name ${name} already exists`);
    }
    const network: DockerNetwork = {
      id: dockerId(),
      name,
      driver,
      created: new Date().toISOString(),
      ipamDriver,
      ipamOptions: IPAM.Options,
      ipamConfig: this.#requestPools(ipamDriver, IPAM.Config),
      options: request.Options,
      labels: request.Labels,
      internal: request.Internal,
      enableIpv6: request.EnableIPv6,
      attachments: new Map(),
    };
    if (driver === 'calico') this.#plugin.createNetwork(network.id, pluginRequest(network), foreignSubnet(network));
    if (scopeOf(network) === 'global') this.#records.addNetwork(network);
    this.#networks.set(network.id, network);
    this.emit('event', networkEvent('create', network));
    return network;
  }

  remove(reference: string): void {
    if (PREDEFINED.includes(reference))
      throw new DockerError(403, `${reference} is a pre-defined network and cannot be removed`);
    const network = this.find(reference);
    if (network.attachments.size > 0) {
      throw new DockerError(
        403,
        `error while removing network: network ${network.name} id ${network.id} has active endpoints`,
      );
    }
    if (network.driver === 'calico') this.#plugin.deleteNetwork(network.id, foreignSubnet(network));
    this.#records.removeNetwork(network);
    this.#networks.delete(network.id);
    this.emit('event', networkEvent('destroy', network));
  }

  /** Gives a container an address and an endpoint in a network. */
  join(reference: string, { ip, ...container }: ContainerAttachment): Attachment {
    const network = this.find(reference);
    if (network.attachments.has(container.containerId))
      throw new DockerError(
        403,
        `endpoint with name ${container.containerName} already exists in network ${network.name}`,
      );
    const attachment = { ...container, endpointId: dockerId(), address: this.#assign(network, container.host, ip) };
    network.attachments.set(container.containerId, attachment);
    if (!this.#containers.has(container.containerId))
      this.#containers.set(container.containerId, { ...container, started: Date.now() });
    if (network.driver === 'calico')
      this.#plugin.createEndpoint({ ...attachment, id: attachment.endpointId, networkId: network.id });
    if (scopeOf(network) === 'global') this.#records.addEndpoint(network, attachment);
    this.emit('event', networkEvent('connect', network, container.containerId));
    return attachment;
  }

  /** Removes a terminated container from its networks, if they still exist. */
  leave(containerId: string): void {
    this.#containers.delete(containerId);
    for (const network of this.#networks.values()) this.#detach(network, containerId);
  }

  /** Attaches a running container to another network. */
  connect(reference: string, name: string, ip: string | undefined): void {
    this.join(reference, { ...this.#container(name), ip });
  }

  /** Detaches a running container from one network. */
  disconnect(reference: string, name: string): void {
    const network = this.find(reference);
    const { containerId } = this.#container(name);
    if (!this.#detach(network, containerId))
      throw new DockerError(500, `container ${containerId} is not connected to the network`);
  }

  /** Finds a container by ID, name, or unique ID prefix. */
  #container(reference: string): Container {
    const named = this.containers.find(
      ({ containerId, containerName }) =>
        containerId === reference || `/${containerName}` === `/${reference.replace(/^\//, '')}`,
    );
    const begun =
      reference === '' ? [] : this.containers.filter(({ containerId }) => containerId.startsWith(reference));
    const found = named ?? (begun.length === 1 ? begun[0] : undefined);
    if (!found) throw new DockerError(404, `No such container: ${reference}`);
    return found;
  }

  #detach(network: DockerNetwork, containerId: string): boolean {
    const attachment = network.attachments.get(containerId);
    if (!attachment) return false;
    network.attachments.delete(containerId);
    this.#forget(network, attachment);
    this.emit('event', networkEvent('disconnect', network, containerId));
    return true;
  }

  /** Restores networks from an earlier run, without members. */
  restore(definitions: readonly NetworkDefinition[]): void {
    for (const definition of definitions) this.#networks.set(definition.id, { ...definition, attachments: new Map() });
    this.#records.dropEndpoints(this.list().filter((network) => scopeOf(network) === 'global'));
  }

  /** Removes all networks; none may have members. */
  reset(): void {
    for (const { id } of this.list()) this.remove(id);
    this.#localIpam = new LocalIpam();
  }

  #requestPools(ipamDriver: string, config: NetworkDefinition['ipamConfig']): NetworkDefinition['ipamConfig'] {
    for (const { Subnet } of config) {
      if (Subnet !== undefined && !(Subnet.includes('/') && parseNetwork(Subnet)))
        throw new DockerError(400, `Invalid subnet ${Subnet} : invalid CIDR address: ${Subnet}`);
    }
    if (ipamDriver !== 'calico') {
      const [first] = config;
      return [{ ...first, Subnet: this.#localIpam.requestPool(first?.Subnet) }];
    }
    asDocker('IpamDriver.RequestPool', () => {
      for (const { Subnet, IPRange } of config.length > 0 ? config : [{}]) {
        if (IPRange !== undefined)
          throw new PluginError(
            'Calico IPAM does not support sub pool configuration on `docker create network`. Calico IP Pools should be configured first and IP assignment is from those pre-configured pools.',
          );
        this.#calicoIpam.requestPool(Subnet);
      }
    });
    return config;
  }

  #assign({ ipamDriver, ipamConfig }: DockerNetwork, host: string, ip: string | undefined): string {
    const subnet = ipamConfig[0]?.Subnet;
    if (ipamDriver !== 'calico') return this.#localIpam.assign(subnet ?? '', ip);
    if (ip !== undefined && subnet === undefined) {
      throw new DockerError(
        400,
        'User specified IP address is supported only when connecting to networks with user configured subnets',
      );
    }
    return asDocker('IpamDriver.RequestAddress', () =>
      ip === undefined ? this.#calicoIpam.assignAny(host) : this.#calicoIpam.assign(host, ip),
    );
  }

  /** Removes the container even if its keys in etcd were overwritten. */
  #forget(network: DockerNetwork, attachment: Attachment): void {
    try {
      if (network.driver === 'calico')
        this.#plugin.deleteEndpoint({ ...attachment, id: attachment.endpointId, networkId: network.id });
      this.#release(network, attachment.address);
      if (scopeOf(network) === 'global') this.#records.removeEndpoint(network, attachment);
    } catch (error) {
      if (!(error instanceof EtcdError)) throw error;
    }
  }

  #release({ ipamDriver, ipamConfig }: DockerNetwork, address: string): void {
    if (ipamDriver === 'calico') this.#calicoIpam.release(address);
    else this.#localIpam.release(ipamConfig[0]?.Subnet ?? '', address);
  }
}

function known(kind: string, driver: string, drivers: readonly string[]): string {
  if (!drivers.includes(driver)) throw new DockerError(404, `could not find ${kind} ${driver}: plugin not found`);
  return driver;
}

/** Calls a plugin; like libnetwork's remote driver, puts the method's name before an error's text. */
function asDocker<T>(method: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof PluginError) throw new DockerError(500, `${method}: remote: ${error.message}`);
    throw error;
  }
}

/** Returns the subnet of a calico network whose addresses Calico does not manage. */
function foreignSubnet({ ipamDriver, ipamConfig }: NetworkDefinition): string | undefined {
  return ipamDriver === 'calico' ? undefined : ipamConfig[0]?.Subnet;
}

/** libnetwork's CreateNetwork request to a plugin. It does not contain the network's name. */
function pluginRequest(network: NetworkDefinition): object {
  const calico = network.ipamDriver === 'calico';
  const pools = network.ipamConfig.length > 0 ? network.ipamConfig : [{}];
  return {
    NetworkID: network.id,
    Options: { 'com.docker.network.enable_ipv6': network.enableIpv6, 'com.docker.network.generic': network.options },
    IPv4Data: pools.map(({ Subnet, Gateway }) => ({
      AddressSpace: calico ? 'CalicoGlobalAddressSpace' : 'GlobalDefault',
      Pool: calico ? '0.0.0.0/0' : Subnet,
      Gateway: Gateway ?? '0.0.0.0/0',
      AuxAddresses: {},
    })),
    IPv6Data: [],
  };
}
