/** A container's endpoint in a network. */
export interface Attachment {
  readonly containerId: string;
  readonly containerName: string;
  /** Docker's endpoint ID, which Calico uses too. */
  readonly endpointId: string;
  /** Host name of the container's agent. */
  readonly host: string;
  /** IPv4, without prefix length. */
  readonly address: string;
}

export interface IpamConfig {
  readonly Subnet?: string | undefined;
  readonly Gateway?: string | undefined;
  readonly IPRange?: string | undefined;
}

/** A network as it was created. */
export interface NetworkDefinition {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  readonly created: string;
  readonly ipamDriver: string;
  readonly ipamOptions: Readonly<Record<string, string>>;
  readonly ipamConfig: readonly IpamConfig[];
  readonly options: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly internal: boolean;
  readonly enableIpv6: boolean;
}

/** A network with its members. */
export interface DockerNetwork extends NetworkDefinition {
  readonly attachments: Map<string, Attachment>;
}

/** A network without its members. */
export function definitionOf(network: DockerNetwork): NetworkDefinition {
  const { id, name, driver, created, ipamDriver, ipamOptions, ipamConfig, options, labels, internal, enableIpv6 } =
    network;
  return { id, name, driver, created, ipamDriver, ipamOptions, ipamConfig, options, labels, internal, enableIpv6 };
}

/** Only networks of the `calico` driver are in the cluster store; all others are local to one machine. */
export function scopeOf({ driver }: Pick<NetworkDefinition, 'driver'>): 'global' | 'local' {
  return driver === 'calico' ? 'global' : 'local';
}

/** What the Engine shows for a pool that Calico chooses itself. */
const ANY_POOL: IpamConfig = { Subnet: '0.0.0.0/0', Gateway: '0.0.0.0' };

/**
 * Formats a network as in Engine API 1.23.
 * @param host The daemon's host: it knows endpoints of other hosts only from the cluster store, without their
 * containers. If omitted, all are its own.
 */
export function viewNetwork(network: DockerNetwork, host?: string): object {
  const containers = [...network.attachments.values()].map((attachment) => [
    host === undefined || attachment.host === host ? attachment.containerId : `ep-${attachment.endpointId}`,
    {
      Name: attachment.containerName,
      EndpointID: attachment.endpointId,
      MacAddress: 'ee:ee:ee:ee:ee:ee',
      IPv4Address: `${attachment.address}/32`,
      IPv6Address: '',
    },
  ]);
  return {
    Name: network.name,
    Id: network.id,
    Created: network.created,
    Scope: scopeOf(network),
    Driver: network.driver,
    EnableIPv6: network.enableIpv6,
    IPAM: {
      Driver: network.ipamDriver,
      Options: network.ipamOptions,
      Config: network.ipamConfig.length > 0 ? network.ipamConfig : [ANY_POOL],
    },
    Internal: network.internal,
    Containers: Object.fromEntries(containers) as object,
    Options: network.options,
    Labels: network.labels,
  };
}
