import type { EngineRelease } from './docker/engine';
import type { Spelling } from './mesos/names';

/** The services of the lab, each with its own port. */
export const SERVICES = ['etcd', 'docker', 'marathon', 'loadBalancer', 'mesosDns', 'control'] as const;

export type LabService = (typeof SERVICES)[number];

/** The address of each service, for example `http://127.0.0.1:40961`. */
export type LabEndpoints = Readonly<Record<LabService, string>>;

/** Options of a lab, all optional. */
export interface LabOptions {
  /** Fixed ports; any other service gets a free one. */
  readonly ports?: Partial<Readonly<Record<LabService, number>>>;
  /** File that persists the state; without it, the lab starts empty. */
  readonly stateFile?: string;
  /** Seconds between two rounds of probes and collector; defaults to 1. The original programs use 5. */
  readonly pollSeconds?: number;
  /**
   * Milliseconds after which a connection attempt that policy drops times out; defaults to 1000. A real client waits
   * for about two minutes.
   */
  readonly connectTimeoutMs?: number;
  /** The minimum and maximum milliseconds that a task takes to start; defaults to 150 and 400. */
  readonly stagingMs?: readonly [number, number];
  /** Which forms of task names resolve; both by default. */
  readonly names?: Spelling;
  /** The release that Docker's address emulates; defaults to 1.11. */
  readonly dockerEngine?: EngineRelease;
  /** Lets tasks fetch their `uris` from public internet hosts; otherwise only bundled files are available. */
  readonly fetchNetwork?: boolean;
  /** Receives messages for the user, one sentence each. */
  readonly log?: (message: string) => void;
}
