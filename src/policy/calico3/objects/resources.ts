import type { ApiObject } from '../../objects/meta';
import type { CalicoPolicy } from './policy';
import type { Protocol, Rule } from './rule';

export interface Tier extends ApiObject {
  readonly kind: 'Tier';
  readonly spec?: {
    /** Lower first. The default depends on how the tier was written. */
    readonly order?: number;
    /** `Deny` or `Pass`: what happens to traffic that no policy of the tier decides; defaults to `Deny`. */
    readonly defaultAction?: string;
  };
}

interface SetSpec {
  /** CIDRs or addresses. */
  readonly nets?: readonly string[];
}

export interface NetworkSet extends ApiObject {
  readonly kind: 'NetworkSet';
  readonly spec?: SetSpec;
}

export interface GlobalNetworkSet extends ApiObject {
  readonly kind: 'GlobalNetworkSet';
  readonly spec?: SetSpec;
}

export interface HostEndpoint extends ApiObject {
  readonly kind: 'HostEndpoint';
  readonly spec?: {
    readonly node?: string;
    /** `*`: all interfaces of the node. */
    readonly interfaceName?: string;
    readonly expectedIPs?: readonly string[];
    readonly profiles?: readonly string[];
    readonly ports?: readonly EndpointPort[];
  };
}

/** A named port of a host endpoint. */
export interface EndpointPort {
  readonly name: string;
  readonly protocol: Protocol;
  readonly port: number;
}

/** Only if etcd is the datastore; on Kubernetes, Calico derives profiles itself. */
export interface Profile extends ApiObject {
  readonly kind: 'Profile';
  readonly spec?: {
    readonly ingress?: readonly Rule[];
    readonly egress?: readonly Rule[];
    readonly labelsToApply?: Readonly<Record<string, string>>;
  };
}

/** The part of Felix's configuration that affects what is allowed. */
export interface FelixConfiguration extends ApiObject {
  readonly kind: 'FelixConfiguration';
  readonly spec?: FelixConfigurationSpec;
}

export interface FelixConfigurationSpec {
  /** `Drop`, `Return` or `Accept`: what happens to traffic from a pod to its own host. Defaults to `Drop`. */
  readonly defaultEndpointToHostAction?: string;
  /** Traffic of the host itself that no policy can block. Defaults to Felix's own lists. */
  readonly failsafeInboundHostPorts?: readonly FailsafePort[];
  readonly failsafeOutboundHostPorts?: readonly FailsafePort[];
  readonly interfacePrefix?: string;
  readonly allowIPIPPacketsFromWorkloads?: boolean;
  readonly allowVXLANPacketsFromWorkloads?: boolean;
  readonly disableConntrackInvalidCheck?: boolean;
  /** Defaults to 4789. */
  readonly vxlanPort?: number;
}

export interface FailsafePort {
  readonly protocol: string;
  readonly port: number;
  /** If missing, from or to any address. */
  readonly net?: string;
}

/** A Calico v3 object that affects what is allowed. */
export type CalicoObject =
  CalicoPolicy | Tier | NetworkSet | GlobalNetworkSet | HostEndpoint | Profile | FelixConfiguration;
