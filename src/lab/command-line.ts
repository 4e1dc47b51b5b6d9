import { ENGINES } from './docker/engine';
import type { LabOptions, LabService } from './options';

/** The lab's command-line flags, for node:util's parseArgs. */
export const FLAGS = {
  state: { type: 'string' },
  'poll-seconds': { type: 'string' },
  'connect-timeout-ms': { type: 'string' },
  'docker-engine': { type: 'string' },
  names: { type: 'string' },
  'etcd-port': { type: 'string' },
  'docker-port': { type: 'string' },
  'marathon-port': { type: 'string' },
  'load-balancer-port': { type: 'string' },
  'mesos-dns-port': { type: 'string' },
  'control-port': { type: 'string' },
  'fetch-network': { type: 'boolean' },
  kubernetes: { type: 'boolean' },
  port: { type: 'string' },
  kubeconfig: { type: 'string' },
  manifest: { type: 'string' },
  help: { type: 'boolean' },
} as const;

export const HELP = `The embedded cluster: etcd, Docker networks, Marathon, load balancer and Mesos-DNS on 127.0.0.1.
Prints one JSON line with the addresses and its key when it is ready, and serves until it is ended.

  --state FILE              keep the state (etcd's contents, networks, groups; objects) in FILE from one start to the next
  --poll-seconds N          seconds between two rounds of probes and collector (1; the original programs take 5)
  --connect-timeout-ms N    how long a connection that policy drops hangs before it fails (1000; with a real
                            packet filter it is about two minutes)
  --docker-engine 1.9|1.10|1.11  the release that Docker's address answers as (1.11)
  --names both|dashed|dotted  spellings of task names that resolve (both)
  --fetch-network           let tasks fetch their uris from public hosts (without it: only the demo's own file)
  --etcd-port N, --docker-port N, --marathon-port N, --load-balancer-port N, --mesos-dns-port N, --control-port N
                            fixed ports (free ones)
  --kubernetes              a Kubernetes cluster instead, whose API server kubectl and others can use
  --port N                  with --kubernetes: a fixed port (a free one)
  --kubeconfig FILE         with --kubernetes: writes the access to it to FILE, for KUBECONFIG
  --manifest FILE           with --kubernetes: makes the objects of FILE at its first start and after each reset
  --help                    this text

The key, in the header X-Calico-Stars-Key or as /key/KEY in front of any path, lets everything through. Without it
requests that a web page could make are refused: a POST has to have a body of type application/json.

The control address answers GET / with the failures that can be asked for.
`;

/** Flags without a value. */
type Switch = 'help' | 'fetch-network' | 'kubernetes';

type Values = Readonly<Partial<Record<Exclude<keyof typeof FLAGS, Switch>, string>> & Partial<Record<Switch, boolean>>>;

const PORT_FLAGS = {
  'etcd-port': 'etcd',
  'docker-port': 'docker',
  'marathon-port': 'marathon',
  'load-balancer-port': 'loadBalancer',
  'mesos-dns-port': 'mesosDns',
  'control-port': 'control',
} as const satisfies Partial<Record<keyof Values, LabService>>;

/** What `--kubernetes` and its flags ask for. */
export interface KubernetesFlags {
  readonly pollSeconds?: number;
  readonly connectTimeoutMs?: number;
  readonly port?: number;
  readonly kubeconfig?: string;
  readonly manifest?: string;
  readonly stateFile?: string;
}

/**
 * Parses the flags of an embedded Kubernetes cluster; undefined if none is asked for.
 * @throws Error with a sentence for the user if a value is invalid.
 */
export function parseKubernetes(values: Values): KubernetesFlags | undefined {
  const port = number(values, 'port', 0, 65_535);
  const { kubeconfig, manifest, state } = values;
  const pollSeconds = number(values, 'poll-seconds', 0.05, 3600);
  const connectTimeoutMs = number(values, 'connect-timeout-ms', 1, 600_000);
  if (values.kubernetes) {
    return {
      ...(port !== undefined && { port }),
      ...(kubeconfig !== undefined && { kubeconfig }),
      ...(manifest !== undefined && { manifest }),
      ...(state !== undefined && { stateFile: state }),
      ...(pollSeconds !== undefined && { pollSeconds }),
      ...(connectTimeoutMs !== undefined && { connectTimeoutMs }),
    };
  }
  if (port === undefined && kubeconfig === undefined && manifest === undefined) return undefined;
  throw new Error('--port, --kubeconfig and --manifest need --kubernetes.');
}

/**
 * Parses the flags.
 * @throws Error with a sentence for the user if a value is invalid.
 */
export function parseOptions(values: Values): LabOptions {
  const ports = (Object.keys(PORT_FLAGS) as (keyof typeof PORT_FLAGS)[]).flatMap((flag) => {
    const port = number(values, flag, 0, 65_535);
    return port === undefined ? [] : [[PORT_FLAGS[flag], port] as const];
  });
  const pollSeconds = number(values, 'poll-seconds', 0.05, 3600);
  const connectTimeoutMs = number(values, 'connect-timeout-ms', 1, 600_000);
  const { state, names, 'docker-engine': release } = values;
  const dockerEngine = ENGINES.find((engine) => engine === release);
  if (release !== undefined && !dockerEngine)
    throw new Error(`--docker-engine must be one of ${ENGINES.join(', ')}, not ${release}.`);
  if (names !== undefined && names !== 'both' && names !== 'dashed' && names !== 'dotted')
    throw new Error(`--names must be both, dashed or dotted, not ${names}.`);
  return {
    ports: Object.fromEntries(ports),
    ...(state !== undefined && { stateFile: state }),
    ...(pollSeconds !== undefined && { pollSeconds }),
    ...(connectTimeoutMs !== undefined && { connectTimeoutMs }),
    ...(names !== undefined && { names }),
    ...(dockerEngine && { dockerEngine }),
    ...(values['fetch-network'] && { fetchNetwork: true }),
  };
}

function number(values: Values, flag: Exclude<keyof Values, Switch>, least: number, most: number): number | undefined {
  const text = values[flag];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !(value >= least && value <= most))
    throw new Error(`--${flag} must be a number from ${least} to ${most}, not “${text}”.`);
  return value;
}
