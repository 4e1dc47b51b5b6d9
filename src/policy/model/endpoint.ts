import type { Labels } from '../selectors';
import type { Address, Network } from './address';
import type { Origin } from './origin';

/** Something that selectors of policies and rules can select by its labels. */
export type Endpoint = Workload | HostEndpoint | NetworkSet;

interface Labelled {
  /** Unique among all endpoints, for example `shop/web` for a pod. */
  readonly id: string;
  /** Its own labels, without those inherited from profiles. */
  readonly labels: Labels;
  /** In evaluation order. */
  readonly profiles: readonly string[];
  readonly origin: Origin;
}

/** The interface of a pod, container or virtual machine. */
export interface Workload extends Labelled {
  readonly kind: 'workload';
  /** The ID of its host; undefined if unknown, in which case every host counts as its own. */
  readonly host: string | undefined;
  readonly addresses: readonly Address[];
  readonly ports: readonly NamedPort[];
  readonly state: WorkloadState;
}

/** Identifies a workload in Calico's datastores by all elements of its key: several orchestrators may share the others. */
export function workloadId({
  host,
  orchestrator,
  workload,
  endpoint,
}: Readonly<Record<'host' | 'orchestrator' | 'workload' | 'endpoint', string>>): string {
  return `${host}/${orchestrator}/${workload}/${endpoint}`;
}

export type WorkloadState =
  | { readonly kind: 'active' }
  /** It is defined but not running yet: it has no address, and rules match it by labels only. */
  | { readonly kind: 'planned' }
  /** It drops everything, but rules still match its addresses. */
  | { readonly kind: 'inactive' }
  /** Felix can't read it: its interface drops everything, and no rule matches its addresses. */
  | { readonly kind: 'void'; readonly reason: string };

/** The interfaces of a host to which policy applies. */
export interface HostEndpoint extends Labelled {
  readonly kind: 'host-endpoint';
  readonly host: string;
  /** The interface's name, or `*` for all; undefined if the interface is found by its addresses. */
  readonly interfaceName: string | undefined;
  /** The addresses by which rules match it. */
  readonly addresses: readonly Address[];
  readonly ports: readonly NamedPort[];
}

/** Labeled addresses that rules can match. No policy applies to them. */
export interface NetworkSet extends Labelled {
  readonly kind: 'network-set';
  readonly nets: readonly Network[];
}

/** A named port of an endpoint. */
export interface NamedPort {
  readonly name: string;
  /** IP protocol number. */
  readonly protocol: number;
  readonly port: number;
}

/** A machine on which Calico enforces policy. */
export interface Host {
  readonly name: string;
  readonly addresses: readonly Address[];
  /** What happens to packets from a workload to its own host after its policy allowed them. Defaults to the setting. */
  readonly fromWorkloads?: FromWorkloads;
  /** The IDs of workloads in the host's network, which are processes of the host instead of endpoints. */
  readonly workloads?: readonly string[];
}

/** `return` leaves the decision to the host's own firewall, which the model doesn't contain and assumes to accept. */
export type FromWorkloads = 'drop' | 'return' | 'accept';

/** The endpoints of a Kubernetes service, according to its endpoint slices. */
export interface ServiceEndpoints {
  readonly namespace: string;
  readonly name: string;
  readonly slices: readonly Slice[];
}

export interface Slice {
  readonly addresses: readonly Address[];
  /** Ports without a number match nothing and are omitted. */
  readonly ports: readonly { readonly protocol: number; readonly port: number }[];
}

/** Traffic to an address or one of its ports that is redirected before any tracked policy applies. */
export interface Translation {
  readonly address: Address;
  /** undefined for all protocols and ports. */
  readonly port: { readonly protocol: number; readonly port: number } | undefined;
  /** Where it may go: several if a service has several backends, none if the target is unknown. */
  readonly targets: readonly Target[];
}

/** A target of translated traffic. */
export interface Target {
  readonly address: Address;
  /** undefined if the port stays the same. */
  readonly port: number | undefined;
}
