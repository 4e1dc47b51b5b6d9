import type { EngineRelease } from './docker/engine';
import type { Spelling } from './mesos/names';

/** The services of the lab, each with a port of its own. */
export const SERVICES = ['etcd', 'docker', 'marathon', 'loadBalancer', 'mesosDns', 'control'] as const;

export type Service = (typeof SERVICES)[number];

/** Where each service listens, e.g. `http://127.0.0.1:40961`. */
export type LabEndpoints = Readonly<Record<Service, string>>;

/** How a lab is to be. Everything may be left out. */
export interface LabOptions {
  /** Fixed ports; a service that is left out gets a free one. */
  readonly ports?: Partial<Readonly<Record<Service, number>>>;
  /** File that keeps the state from one start to the next; without it everything is forgotten. */
  readonly stateFile?: string;
  /** Seconds between two rounds of probes and collector, 1 when left out; the original programs take 5. */
  readonly pollSeconds?: number;
  /**
   * Milliseconds after which a connection attempt that policy drops gives up, 1000 when left out. A real packet filter
   * keeps a client waiting for about two minutes.
   */
  readonly connectTimeoutMs?: number;
  /** The least and the most milliseconds that a task takes to start; 150 to 400 when left out. */
  readonly stagingMs?: readonly [number, number];
  /** Which spellings of task names resolve; both when left out. */
  readonly names?: Spelling;
  /** The release that Docker's address answers as, 1.11 when left out. */
  readonly dockerEngine?: EngineRelease;
  /** Lets tasks fetch their `uris` from public hosts of the internet; otherwise only the lab's own copies can be had. */
  readonly fetchNetwork?: boolean;
  /** Hears what a person should know, a sentence each. */
  readonly log?: (message: string) => void;
}
