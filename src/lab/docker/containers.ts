import { AGENTS, MASTER } from '../machines';
import type { DockerNetwork } from './network';
import type { Networks } from './networks';

/** Lists the containers of one daemon, or of all, as `GET /containers/json` does (API 1.23). */
export function listContainers(networks: Networks, host: string | undefined): object[] {
  return networks.containers
    .filter((container) => host === undefined || container.host === host)
    .map(({ containerId, containerName, started }) => ({
      Id: containerId,
      Names: [`/${containerName}`],
      Image: '',
      ImageID: '',
      Command: '',
      Created: Math.floor(started / 1000),
      Ports: [],
      Labels: {},
      State: 'running',
      Status: 'Up',
      HostConfig: { NetworkMode: 'default' },
      NetworkSettings: {
        Networks: Object.fromEntries(networks.list().flatMap((network) => placeIn(network, containerId))),
      },
      Mounts: [],
    }));
}

/** Returns the fields of `GET /info` that apply to the lab. */
export function infoOf(networks: Networks, host: string | undefined, version: string): object {
  const count = listContainers(networks, host).length;
  return {
    ID: 'CALI:CO5T:ARSL:AB00',
    Name: host ?? AGENTS[0]?.hostname,
    ServerVersion: version,
    Containers: count,
    ContainersRunning: count,
    ContainersPaused: 0,
    ContainersStopped: 0,
    Images: 0,
    Driver: 'overlay',
    ExecutionDriver: '',
    OperatingSystem: 'CentOS Linux 7 (Core)',
    OSType: 'linux',
    Architecture: 'x86_64',
    KernelVersion: '3.10.0',
    NCPU: 4,
    MemTotal: 4096 * 1024 * 1024,
    Plugins: { Volume: ['local'], Network: ['bridge', 'calico', 'host', 'null'], Authorization: null },
    ClusterStore: `etcd://${MASTER.address}:2379`,
    ClusterAdvertise: '',
    Labels: null,
  };
}

function placeIn({ name, id, attachments }: DockerNetwork, containerId: string): (readonly [string, object])[] {
  const place = attachments.get(containerId);
  if (!place) return [];
  return [
    [
      name,
      {
        NetworkID: id,
        EndpointID: place.endpointId,
        Gateway: '',
        IPAddress: place.address,
        IPPrefixLen: 32,
        MacAddress: 'ee:ee:ee:ee:ee:ee',
        IPAMConfig: null,
        Links: null,
        Aliases: null,
      },
    ],
  ];
}
