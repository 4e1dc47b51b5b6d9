import type { Profile, BrokenProfile } from '../../policy/calico1/profile';
import type { CalicoV1 } from '../../policy/calico1/translate';
import type { ApiObjects, StoredResource } from '../../policy/resources';
import type { ClusterErrorKind } from '../connection/errors';

/**
 * The last known state of a cluster. Immutable. A new snapshot shares all unchanged parts with the previous one, so
 * that views can compare by reference.
 */
export interface Snapshot {
  /** Whether it is of a Kubernetes cluster, which has no other parts than its policy. */
  readonly isKubernetes?: true;
  readonly policy: Part<PolicyData>;
  readonly marathon: Part<MarathonData>;
  /** Docker networks, from the Docker API or, without Docker hosts, from libnetwork's keys in etcd. */
  readonly networks: Part<readonly Network[]>;
  readonly observation: Observation;
}

/** One source of data: not configured, not read yet, read, or failing (with the last data, if any). */
export type Part<T> =
  | { readonly state: 'absent' }
  | { readonly state: 'loading' }
  /** `problems`: what is missing, for example one of several hosts. */
  | { readonly state: 'ready'; readonly data: T; readonly problems?: readonly Failure[] }
  /** `since`: when it began to fail, in milliseconds since the epoch. The data is from before. */
  | { readonly state: 'failed'; readonly failure: Failure; readonly since: number; readonly data?: T };

/** A failure in a form that can be stored, compared and shown. */
export interface Failure {
  readonly kind: ClusterErrorKind;
  readonly message: string;
  readonly advice?: string;
}

/** The Calico part of the datastore. */
export interface PolicyData {
  /** Sorted by stored name. A profile of a Docker network is stored under the network's ID or name (docs/protocols.md, Network profiles). */
  readonly profiles: readonly (Profile | BrokenProfile)[];
  readonly endpoints: readonly WorkloadEndpoint[];
  readonly pools: readonly IpPool[];
  /** Tiers with their policies, host endpoints, hosts and configuration, as stored. Absent if there are none. */
  readonly enforcement?: Enforcement;
  /** The objects of Calico 3 or of Kubernetes, if these are shown instead of those of Calico 1 and 2. Includes endpoints and pools. */
  readonly resources?: Resources;
}

/** The objects that affect policy, of Calico 3 or of Kubernetes. */
export interface Resources {
  /** Sorted by key. */
  readonly stored: readonly StoredResource[];
  readonly from: ResourceStore;
}

/** Where objects are stored. */
export type ResourceStore =
  /** `inForce`: whether Felix enforces them, which it does as soon as `datastoreReady` is true. */
  | { readonly kind: 'etcd'; readonly inForce: boolean }
  /** An API server of Kubernetes. */
  | ({ readonly kind: 'api' } & ApiObjects);

/** Everything that affects verdicts except profiles and workload endpoints. */
export type Enforcement = Omit<CalicoV1, 'profiles' | 'workloads'>;

/** A workload endpoint as the network plugin writes it (docs/protocols.md, Workload endpoints). */
export interface WorkloadEndpoint {
  readonly host: string;
  readonly orchestrator: string;
  readonly workload: string;
  /** The pod of a Kubernetes workload, with its namespace. */
  readonly pod?: string;
  readonly id: string;
  /** The program of the Stars demo that a pod runs. */
  readonly star?: StarProgram;
  /** Its name in the model, where that is not the one of Calico's keys. */
  readonly modelName?: string;
  readonly state: string;
  readonly interfaceName: string;
  readonly profileIds: readonly string[];
  /** With prefix length, e.g. `192.168.0.2/32`. */
  readonly ipv4Nets: readonly string[];
  readonly ipv6Nets: readonly string[];
  /** Its own, not those of its profiles. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Where and how it is stored. */
  readonly key?: string;
  readonly text?: string;
  /** Why Felix considers it invalid: its interface drops everything, and its addresses are in no set. */
  readonly voidReason?: string;
}

/** A program of the Stars demo, by the image of a pod's container. */
export interface StarProgram {
  readonly program: 'star-probe' | 'star-collect';
  /** Its command line. */
  readonly command: string;
  /** When its pod started (RFC 3339); absent until then. */
  readonly startedAt?: string;
}

export interface IpPool {
  readonly cidr: string;
  readonly version: 4 | 6;
  readonly ipip: boolean;
  readonly masquerade: boolean;
  readonly ipam: boolean;
  readonly disabled: boolean;
}

export interface Network {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  readonly scope: string;
  readonly subnets: readonly string[];
  readonly containers: readonly NetworkContainer[];
}

export interface NetworkContainer {
  readonly id: string;
  readonly name: string;
  readonly endpointId: string;
  readonly ipv4: string;
}

export interface MarathonData {
  /** From `/v2/info`, e.g. `0.14.2`; absent if it is unavailable. */
  readonly version?: string;
  /** All apps, sorted by id. */
  readonly apps: readonly App[];
  /** IDs of all groups except the root, sorted. */
  readonly groups: readonly string[];
  readonly deployments: readonly Deployment[];
  /** Sorted by ID; absent if there are none, and before Marathon 1.4. */
  readonly pods?: readonly Pod[];
}

/** A pod: containers that run together in one network namespace. */
export interface Pod {
  readonly id: string;
  /** The desired number; absent if the server does not report it. */
  readonly instances?: number;
  readonly containers: readonly string[];
  readonly networks: readonly string[];
}

export interface App {
  /** Absolute, e.g. `/calico-stars/client`. */
  readonly id: string;
  readonly instances: number;
  readonly running: number;
  readonly staged: number;
  /** Tasks whose health checks pass, and those whose do not; tasks without checks are neither. */
  readonly healthy: number;
  readonly unhealthy: number;
  readonly image?: string;
  readonly command?: string;
  /** Docker networks the containers join: from `docker.parameters` `net`, `ipAddress.networkName` or `networks[].name`. */
  readonly networks: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** Container ports the definition declares (discovery ports or port mappings). */
  readonly ports: readonly number[];
  readonly tasks: readonly Task[];
  readonly deployments: readonly string[];
  readonly lastFailure?: {
    readonly message: string;
    readonly state: string;
    readonly host: string;
    readonly at: string;
  };
}

export interface Task {
  readonly id: string;
  readonly appId: string;
  readonly host: string;
  /** Container addresses, without prefix length. */
  readonly addresses: readonly string[];
  readonly state: TaskState;
  readonly startedAt?: string;
}

/** The state of a task as Mesos reports it, without `TASK_`; `unknown` for unsupported states, too. */
export type TaskState =
  | 'staging'
  | 'starting'
  | 'running'
  | 'killing'
  | 'killed'
  | 'finished'
  | 'failed'
  | 'error'
  | 'dropped'
  | 'unreachable'
  | 'lost'
  | 'gone'
  | 'unknown';

export interface Deployment {
  readonly id: string;
  readonly affectedApps: readonly string[];
  readonly affectedPods?: readonly string[];
  /** 1-based. */
  readonly currentStep: number;
  readonly totalSteps: number;
  /** What it does now, e.g. `ScaleApplication /calico-stars/client`. */
  readonly actions: readonly string[];
}

/** The collector's response to the last poll (docs/protocols.md, The collector's answers). */
export type Observation =
  /** No collector is configured, or it has not been queried yet. */
  | { readonly state: 'none' }
  | { readonly state: 'loading' }
  /** It answered. */
  | Answer
  /**
   * No response, or a 502–504 of the load balancer: nothing listens, no route, or policy drops the connection. `last`:
   * the last answer, if there was one.
   */
  | { readonly state: 'unreachable'; readonly at: number; readonly failure: Failure; readonly last?: Answer }
  /** Something responded that is not star-collect. */
  | { readonly state: 'not-a-collector'; readonly at: number; readonly failure: Failure; readonly last?: Answer };

/** An answer of the collector. `at` is its time in milliseconds since the epoch. */
export interface Answer {
  readonly state: 'answered';
  readonly at: number;
  readonly resources: readonly ObservedResource[];
}

/** One resource of the collector; sorted by id. */
export interface ObservedResource {
  readonly id: string;
  /** Absent if the collector has no response from it and does not list it in `/resources`. */
  readonly url?: string;
  /** null: never fetched successfully, or the last fetch failed. */
  readonly targets: readonly ObservedTarget[] | null;
}

export interface ObservedTarget {
  readonly url: string;
  readonly reachable: boolean;
}
