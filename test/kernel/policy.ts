import type { Direction, Rule } from '../../src/policy/calico1/rule';

/** Profiles and their workloads, to be programmed in the kernel. */
export interface TestPolicy {
  readonly profiles: Readonly<Record<string, TestProfile>>;
  readonly workloads: readonly Workload[];
}

/** Without rules, Felix has no such profile, or has found it invalid. */
export interface TestProfile {
  readonly tags: readonly string[];
  readonly rules?: Readonly<Record<Direction, readonly Rule[]>> | undefined;
}

export interface Workload {
  /** A machine of the test network. */
  readonly name: string;
  readonly profiles: readonly string[];
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
