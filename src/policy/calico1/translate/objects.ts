/**
 * The releases of Felix that read Calico's first data model. `1.4` stands for the Python ones, `2` for the Go ones, 2.0
 * to 2.6.
 */
export type FelixVersion = '1.4' | '2';

/** The content of Calico's first data model in etcd: unparsed values, sorted by their keys. */
export interface CalicoV1 {
  /** The value of `Ready`; Felix waits until it is `true`. */
  readonly ready: string | undefined;
  /** For all hosts. */
  readonly config: ReadonlyMap<string, string>;
  readonly profiles: readonly StoredProfile[];
  readonly tiers: readonly StoredTier[];
  readonly workloads: readonly StoredWorkload[];
  readonly hostEndpoints: readonly StoredHostEndpoint[];
  readonly hosts: readonly StoredHost[];
}

/** A profile's directory, with those of its leaves that exist. */
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
  /** Unique among workload endpoints; see {@link workloadId}. */
  readonly id: string;
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
  /** For this host only. */
  readonly config: ReadonlyMap<string, string>;
  /** The host's own addresses, as it reports them. */
  readonly addresses: readonly string[];
}
