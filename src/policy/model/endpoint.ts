import type { Labels } from '../selectors';
import type { Address, Network } from './address';
import type { Origin } from './origin';

/** What labels may select: what policy applies to, and what rules match. */
export type Endpoint = Workload | HostEndpoint | NetworkSet;

interface Labelled {
  /** Unique among all endpoints, e.g. `shop/web` for a pod. */
  readonly id: string;
  /** Its own; those of its profiles are inherited. */
  readonly labels: Labels;
  /** In the order in which they are asked. */
  readonly profiles: readonly string[];
  readonly origin: Origin;
}

/** The interface of a pod, container or virtual machine. */
export interface Workload extends Labelled {
  readonly kind: 'workload';
  /** The host that it runs on; undefined when that is not known, and every host counts as its own. */
  readonly host: string | undefined;
  readonly addresses: readonly Address[];
  readonly ports: readonly NamedPort[];
  readonly state: WorkloadState;
}

export type WorkloadState =
  | { readonly kind: 'active' }
  /** Written and not running yet: it has no address, and rules know it by its labels alone. */
  | { readonly kind: 'planned' }
  /** It drops everything, yet rules still match its addresses. */
  | { readonly kind: 'inactive' }
  /** Felix cannot read it: its interface drops everything, and no rule matches its addresses. */
  | { readonly kind: 'void'; readonly reason: string };

/** Interfaces of a host, as far as policy is to apply to them. */
export interface HostEndpoint extends Labelled {
  readonly kind: 'host-endpoint';
  readonly host: string;
  /** The interface's name, `*` for all of them; undefined where the addresses tell which. */
  readonly interfaceName: string | undefined;
  /** The addresses by which rules know it. */
  readonly addresses: readonly Address[];
  readonly ports: readonly NamedPort[];
}

/** Addresses under labels, for rules to match. No policy applies to it. */
export interface NetworkSet extends Labelled {
  readonly kind: 'network-set';
  readonly nets: readonly Network[];
}

/** A port under the name that its endpoint gives it. */
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
  /** What becomes of what a workload sends to its own host, when its policy lets it pass; that of the settings when left out. */
  readonly fromWorkloads?: FromWorkloads;
  /** The ids of workloads that use the host's own network: no endpoints, but processes of the host. */
  readonly workloads?: readonly string[];
}

/** `return` leaves it to the host's own firewall, which the model does not know and takes to accept. */
export type FromWorkloads = 'drop' | 'return' | 'accept';

/** The endpoints that a service of Kubernetes stands for, as its endpoint slices have them. */
export interface Service {
  readonly namespace: string;
  readonly name: string;
  readonly slices: readonly Slice[];
}

export interface Slice {
  readonly addresses: readonly Address[];
  /** Ports without a number match nothing, and are left out. */
  readonly ports: readonly { readonly protocol: number; readonly port: number }[];
}

/** Traffic to one address, or to one of its ports, that goes on to another before any tracked policy sees it. */
export interface Translation {
  readonly address: Address;
  /** Undefined for all protocols and ports. */
  readonly port: { readonly protocol: number; readonly port: number } | undefined;
  /** Undefined where it is not known where, or where several places take turns. */
  readonly to: { readonly address: Address; readonly port: number | undefined } | undefined;
}
