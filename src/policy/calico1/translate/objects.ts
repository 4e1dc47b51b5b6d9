/**
 * The releases of Felix that read Calico's first data model. `1.4` stands for the Python ones, `2` for those written in
 * Go, 2.0 to 2.6.
 */
export type FelixVersion = '1.4' | '2';

/** What etcd holds of Calico's first data model: texts under what their keys say they are. */
export interface CalicoV1 {
  /** The value of `Ready`; Felix waits while it is not `true`. */
  readonly ready: string | undefined;
  /** Of all hosts. */
  readonly config: ReadonlyMap<string, string>;
  readonly profiles: readonly StoredProfile[];
  readonly tiers: readonly StoredTier[];
  readonly workloads: readonly StoredWorkload[];
  readonly hostEndpoints: readonly StoredHostEndpoint[];
  readonly hosts: readonly StoredHost[];
}

/** A profile's directory, with its leaves as far as they are there. */
export interface StoredProfile {
  readonly key: string;
  readonly name: string;
  readonly rules?: string;
  readonly tags?: string;
  readonly labels?: string;
}

export interface StoredTier {
  readonly key: string;
  readonly name: string;
  readonly metadata?: string;
  readonly policies: readonly { readonly key: string; readonly name: string; readonly text: string }[];
}

export interface StoredWorkload {
  readonly key: string;
  readonly host: string;
  readonly orchestrator: string;
  readonly workload: string;
  readonly endpoint: string;
  readonly text: string;
}

export interface StoredHostEndpoint {
  readonly key: string;
  readonly host: string;
  readonly id: string;
  readonly text: string;
}

export interface StoredHost {
  readonly key: string;
  readonly name: string;
  /** Of this host alone. */
  readonly config: ReadonlyMap<string, string>;
  /** What it says of its own addresses. */
  readonly addresses: readonly string[];
}
