import type { CalicoObject } from '../calico3/objects';
import type { StagedKubernetesNetworkPolicy } from '../kubernetes/objects';
import type { ApiObject } from '../objects/meta';

/** An interface of a workload, which Calico's network plugins write. */
export interface WorkloadEndpoint extends ApiObject {
  readonly kind: 'WorkloadEndpoint';
  readonly spec?: {
    readonly orchestrator?: string;
    readonly node?: string;
    readonly pod?: string;
    readonly endpoint?: string;
    readonly serviceAccountName?: string;
    /** With or without prefix lengths. */
    readonly ipNetworks?: readonly string[];
    readonly ipNATs?: readonly IpNat[];
    readonly profiles?: readonly string[];
    readonly interfaceName?: string;
    readonly ports?: readonly WorkloadPort[];
  };
}

/** An external address that is translated to one of the endpoint's. */
export interface IpNat {
  readonly internalIP: string;
  readonly externalIP: string;
}

export interface WorkloadPort {
  /** Endpoints may have ports without names, which rules can't match. */
  readonly name?: string;
  readonly protocol: number | string;
  readonly port: number;
}

/** A host, with the addresses of its interfaces. */
export interface Node extends ApiObject {
  readonly kind: 'Node';
  readonly spec?: {
    readonly bgp?: { readonly ipv4Address?: string; readonly ipv6Address?: string };
    readonly addresses?: readonly { readonly address: string }[];
  };
}

export interface IPPool extends ApiObject {
  readonly kind: 'IPPool';
  readonly spec?: {
    readonly cidr?: string;
    readonly ipipMode?: string;
    readonly vxlanMode?: string;
    readonly natOutgoing?: boolean;
    readonly disabled?: boolean;
  };
}

/** State of the whole cluster. */
export interface ClusterInformation extends ApiObject {
  readonly kind: 'ClusterInformation';
  readonly spec?: {
    /** Felix waits until this is true. */
    readonly datastoreReady?: boolean;
    readonly calicoVersion?: string;
  };
}

/** Any object of Calico 3's etcd datastore that affects policy. */
export type DatastoreObject =
  CalicoObject | StagedKubernetesNetworkPolicy | WorkloadEndpoint | Node | IPPool | ClusterInformation;
