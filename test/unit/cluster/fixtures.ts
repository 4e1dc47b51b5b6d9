import type {
  App,
  MarathonData,
  Network,
  Observation,
  PolicyData,
  Snapshot,
  Task,
  WorkloadEndpoint,
} from '../../../src/cluster/model/snapshot';
import { decodeProfile } from '../../../src/policy/calico1/profile';

/** A 64-digit ID like Docker's, from one letter. */
export const idOf = (letter: string): string => letter.repeat(64);

export function network(id: string, name: string, subnets: readonly string[] = []): Network {
  return { id, name, driver: 'calico', scope: 'global', subnets, containers: [] };
}

/** A stored profile, with rules given as JSON objects. */
export function profile(
  name: string,
  inbound: readonly object[],
  outbound: readonly object[] = [{ action: 'allow' }],
  tags: readonly string[] = [name],
) {
  return decodeProfile(name, {
    tags: JSON.stringify(tags),
    rules: JSON.stringify({ id: name, inbound_rules: inbound, outbound_rules: outbound }),
    labels: '{}',
  });
}

export function endpoint(id: string, profileIds: readonly string[], address: string): WorkloadEndpoint {
  return {
    host: 'calico-mesos-02',
    orchestrator: 'libnetwork',
    workload: 'libnetwork',
    id,
    state: 'active',
    interfaceName: `cali${id.slice(0, 11)}`,
    profileIds,
    ipv4Nets: [`${address}/32`],
    ipv6Nets: [],
  };
}

export function task(appId: string, address: string): Task {
  return {
    id: `${appId.slice(1).replaceAll('/', '_')}.1`,
    appId,
    host: 'calico-mesos-02',
    addresses: [address],
    state: 'running',
    startedAt: '2016-04-11T10:00:00.000Z',
  };
}

export function app(id: string, tasks: readonly Task[] = []): App {
  return {
    id,
    instances: 1,
    running: tasks.length,
    staged: 0,
    healthy: 0,
    unhealthy: 0,
    networks: [id.slice(id.lastIndexOf('/') + 1)],
    labels: {},
    ports: [9000],
    tasks,
    deployments: [],
  };
}

export function snapshot(
  parts: {
    policy?: Partial<PolicyData>;
    marathon?: Partial<MarathonData>;
    networks?: readonly Network[];
    observation?: Observation;
  } = {},
): Snapshot {
  return {
    policy: { state: 'ready', data: { profiles: [], endpoints: [], pools: [], ...parts.policy } },
    marathon: { state: 'ready', data: { version: '0.14.2', apps: [], groups: [], deployments: [], ...parts.marathon } },
    networks: { state: 'ready', data: parts.networks ?? [] },
    observation: parts.observation ?? { state: 'none' },
  };
}
