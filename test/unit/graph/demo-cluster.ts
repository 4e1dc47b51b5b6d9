import type {
  App,
  Failure,
  MarathonData,
  Network,
  Observation,
  ObservedResource,
  Snapshot,
  WorkloadEndpoint,
} from '../../../src/cluster/model/snapshot';
import type { CollectorAddress } from '../../../src/cluster/collector/address';
import type { GraphConnection } from '../../../src/features/graph/state/model';
import { decodeProfile } from '../../../src/policy/calico1/profile';
import type { Rule } from '../../../src/policy/calico1/rule';

const NAMES = ['management-ui', 'client', 'frontend', 'backend'] as const;
export type DemoName = (typeof NAMES)[number];

/** The Stars demo at some step. */
export interface DemoOptions {
  /** Inbound rules by profile; defaults to a new profile's default rule. */
  readonly inbound?: Partial<Record<DemoName, readonly Rule[]>>;
  readonly outbound?: Partial<Record<DemoName, readonly Rule[]>>;
  readonly observation?: Observation;
  readonly marathon?: Partial<MarathonData>;
  readonly networks?: readonly Network[];
  readonly collector?: CollectorAddress;
  /** Defaults to those of all apps. */
  readonly endpoints?: readonly WorkloadEndpoint[];
}

const ADDRESS: Readonly<Record<DemoName, string>> = {
  'management-ui': '192.168.255.254',
  client: '192.168.0.1',
  frontend: '192.168.0.2',
  backend: '192.168.0.3',
};
export const urlOf = (name: DemoName) => `http://${name}-calico-stars.marathon.mesos:9000/status`;
const idOf = (name: DemoName) => name.replace(/\W/g, '').padEnd(64, '0');

/** The rules of the demo's last steps, with the ports corrected. */
export const UI_OPEN: Rule = { action: 'allow', protocol: 'tcp', dst_ports: [9001] };
export const UI_TO_PROBE: Rule = {
  action: 'allow',
  protocol: 'tcp',
  src_tag: idOf('management-ui'),
  dst_ports: [9000],
};

export const NETWORKS: readonly Network[] = NAMES.map((name) => ({
  id: idOf(name),
  name,
  driver: 'calico',
  scope: 'global',
  subnets: [],
  containers: [],
}));

/** A running app of the demo. */
export function app(name: DemoName, change: Partial<App> = {}): App {
  const id = `/calico-stars/${name}`;
  const others = NAMES.filter((other) => other !== name && other !== 'management-ui').map(urlOf);
  return {
    id,
    instances: 1,
    running: 1,
    staged: 0,
    healthy: 0,
    unhealthy: 0,
    command:
      name === 'management-ui'
        ? '/star/target/debug/star-collect --resources-file=x.json'
        : `/star/target/debug/star-probe --urls=${others.join(',')}`,
    networks: [name],
    labels: name === 'management-ui' ? { HAPROXY_GROUP: 'external', HAPROXY_0_VHOST: 'my.marathon.app' } : {},
    ports: name === 'management-ui' ? [9001] : [],
    tasks: [
      {
        id: `${name}.1`,
        appId: id,
        host: 'calico-mesos-02',
        addresses: [ADDRESS[name]],
        state: 'running',
        startedAt: '2016-04-11T12:00:00Z',
      },
    ],
    deployments: [],
    ...change,
  };
}

function endpoint(name: DemoName): WorkloadEndpoint {
  return {
    host: 'calico-mesos-02',
    orchestrator: 'libnetwork',
    workload: 'libnetwork',
    id: `e-${name}`,
    state: 'active',
    interfaceName: 'cali0',
    profileIds: [idOf(name)],
    ipv4Nets: [`${ADDRESS[name]}/32`],
    ipv6Nets: [],
  };
}

export function demoSnapshot({
  inbound = {},
  outbound = {},
  observation = { state: 'loading' },
  marathon = {},
  networks = NETWORKS,
  endpoints = NAMES.map(endpoint),
}: DemoOptions = {}): Snapshot {
  return {
    policy: {
      state: 'ready',
      data: {
        profiles: NAMES.map((name) =>
          decodeProfile(idOf(name), {
            tags: JSON.stringify([idOf(name)]),
            rules: JSON.stringify({
              inbound_rules: inbound[name] ?? [{ action: 'allow', src_tag: idOf(name) }],
              outbound_rules: outbound[name] ?? [{ action: 'allow' }],
            }),
            labels: '{}',
          }),
        ),
        endpoints,
        pools: [],
      },
    },
    marathon: {
      state: 'ready',
      data: {
        version: '0.14.2',
        apps: NAMES.map((name) => app(name)),
        groups: ['/calico-stars'],
        deployments: [],
        ...marathon,
      },
    },
    networks: { state: 'ready', data: networks },
    observation,
  };
}

export function demo({
  collector = { address: 'http://172.24.197.101', virtualHost: 'my.marathon.app' },
  ...options
}: DemoOptions = {}): GraphConnection {
  return { state: 'connected', name: 'Local Demo', snapshot: demoSnapshot(options), policySince: 0, collector };
}

export const LATE_503: Failure = {
  kind: 'timeout',
  message: 'The load balancer answered 503 after 3.1 s.',
  advice: 'Check the profile.',
};

/** The answer of the demo's collector: `reach` contains IDs of reached pairs, `silent` those without an answer. */
export function answered(
  reach: readonly string[],
  silent: readonly string[] = [],
  at = Date.parse('2016-04-11T13:00:00Z'),
): Observation {
  const ids: Readonly<Record<string, DemoName>> = { B: 'backend', C: 'client', F: 'frontend' };
  const resources = Object.entries(ids).map(([id, name]): ObservedResource => ({
    id,
    url: urlOf(name),
    targets: silent.includes(id)
      ? null
      : Object.entries(ids)
          .filter(([other]) => other !== id)
          .map(([other, target]) => ({ url: urlOf(target), reachable: reach.includes(`${id}→${other}`) })),
  }));
  return { state: 'answered', at, resources };
}
