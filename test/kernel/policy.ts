import type { Direction, Rule } from '../../src/policy/calico1/rule';

/** Profiles, tiers and their endpoints, to be programmed in the kernel. */
export interface TestPolicy {
  readonly profiles: Readonly<Record<string, TestProfile>>;
  readonly workloads: readonly Workload[];
  /** In order. */
  readonly tiers?: readonly TestTier[];
  /** The endpoint of the host's interface to the outsider. */
  readonly hostEndpoint?: HostEndpoint;
}

export interface TestTier {
  readonly name: string;
  /** In order. */
  readonly policies: readonly TestTierPolicy[];
}

export interface TestTierPolicy {
  readonly name: string;
  /** A key of {@link SELECTORS}. */
  readonly selector: string;
  readonly rules: Readonly<Record<Direction, readonly Rule[]>>;
}

export type Labels = Readonly<Record<string, string>>;

export interface HostEndpoint {
  readonly profiles: readonly string[];
  readonly labels: Labels;
}

/** Selectors with their meaning, so that rendering needs no parser. */
export const SELECTORS: Readonly<Record<string, (labels: Labels) => boolean>> = {
  'all()': () => true,
  "role == 'web'": ({ role }) => role === 'web',
  "role != 'web'": ({ role }) => role !== 'web',
  'has(zone)': ({ zone }) => zone !== undefined,
  '!has(zone)': ({ zone }) => zone === undefined,
  "role in {'web', 'db'}": ({ role }) => role === 'web' || role === 'db',
  "role not in {'web', 'lb'}": ({ role }) => role !== 'web' && role !== 'lb',
  "role == 'db' && has(zone)": ({ role, zone }) => role === 'db' && zone !== undefined,
  "(role == 'web' || zone == 'b') && !(role == 'db')": ({ role, zone }) =>
    (role === 'web' || zone === 'b') && role !== 'db',
};

/** Without rules, the profile is missing or invalid for Felix. */
export interface TestProfile {
  readonly tags: readonly string[];
  /** Inherited by the profile's endpoints. */
  readonly labels?: Labels;
  readonly rules?: Readonly<Record<Direction, readonly Rule[]>> | undefined;
}

export interface Workload {
  /** A machine of the test network. */
  readonly name: string;
  readonly profiles: readonly string[];
  readonly labels?: Labels;
  /** False if its state is not `active`. */
  readonly active?: boolean;
}

/** The first packet of a connection between two machines. */
export interface TestFlow {
  readonly from: string;
  readonly to: string;
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  readonly sourcePort: number;
  readonly destinationPort: number;
}

export type Version = 4 | 6;

/** A machine with its addresses. */
export interface Machine {
  readonly name: string;
  readonly 4: string;
  readonly 6: string;
}

/** The machine that is not a Calico workload. */
export const OUTSIDER: Machine = { name: 'outsider', 4: '172.24.197.101', 6: 'fd99::101' };

/** The Calico host itself, between all other machines. */
export const HOST: Machine = { name: 'host', 4: '172.24.197.100', 6: 'fd99::100' };

/**
 * All machines that can be workloads, with the addresses of the recorded measurements, some of which have several
 * policies.
 */
export const MACHINES: readonly Machine[] = [
  { name: 'm0', 4: '192.168.1.10', 6: 'fd80:24e2:f998:72d6::1' },
  { name: 'm1', 4: '192.168.1.20', 6: 'fd80:24e2:f998:72d6::2' },
  { name: 'm2', 4: '192.168.1.30', 6: 'fd80:24e2:f998:72d6::3' },
  { name: 'm3', 4: '192.168.255.254', 6: 'fd80:24e2:f998:72d6::6' },
  { name: 'm4', 4: '192.168.3.5', 6: 'fd80:24e2:f998:72d6::7' },
];

/** Every machine that sends. */
export const SENDERS: readonly Machine[] = [...MACHINES, OUTSIDER, HOST];

/** Returns the address of a machine. */
export function addressOf(machine: string, version: Version): string {
  return SENDERS.find(({ name }) => name === machine)?.[version] ?? '';
}

/** Returns the labels of an endpoint: its own, and those of its profiles that it does not have. */
export function labelsOf(
  { profiles: names, labels = {} }: Pick<Workload, 'profiles' | 'labels'>,
  { profiles }: TestPolicy,
): Labels {
  return Object.assign({}, ...names.map((name) => profiles[name]?.labels), labels) as Labels;
}
