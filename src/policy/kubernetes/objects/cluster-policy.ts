import type { ApiObject } from '../../objects/meta';
import type { LabelSelector } from './selector';

/**
 * `policy.networking.k8s.io/v1alpha2`: rules before or after those of namespaces. Fields that servers require may be
 * missing here; validation reports them.
 */
export interface ClusterNetworkPolicy extends ApiObject {
  readonly kind: 'ClusterNetworkPolicy';
  readonly spec?: ClusterPolicySpec;
}

export interface ClusterPolicySpec {
  /** `Admin` or `Baseline`. */
  readonly tier?: string;
  /** 0–1000, lower first. */
  readonly priority?: number;
  readonly subject?: PolicySubject;
  readonly ingress?: readonly ClusterIngressRule[];
  readonly egress?: readonly ClusterEgressRule[];
}

/** Exactly one of the two. */
export interface PolicySubject {
  readonly namespaces?: LabelSelector;
  readonly pods?: NamespacedPods;
}

export interface NamespacedPods {
  readonly namespaceSelector?: LabelSelector;
  readonly podSelector?: LabelSelector;
}

interface ClusterRule {
  readonly name?: string;
  /** `Accept`, `Deny` or `Pass`. */
  readonly action?: string;
  /** If missing, all protocols. */
  readonly protocols?: readonly ClusterProtocol[];
}

export interface ClusterIngressRule extends ClusterRule {
  readonly from?: readonly ClusterPeer[];
}

export interface ClusterEgressRule extends ClusterRule {
  readonly to?: readonly ClusterPeer[];
}

/** Exactly one of them. The last three are only for egress. */
export interface ClusterPeer {
  readonly namespaces?: LabelSelector;
  readonly pods?: NamespacedPods;
  readonly networks?: readonly string[];
  /** Experimental: not in every installation. */
  readonly nodes?: LabelSelector;
  readonly domainNames?: readonly string[];
}

/** Exactly one of them. */
export interface ClusterProtocol {
  readonly tcp?: ProtocolPorts;
  readonly udp?: ProtocolPorts;
  readonly sctp?: ProtocolPorts;
  /** A port's name, for any protocol. */
  readonly destinationNamedPort?: string;
}

export interface ProtocolPorts {
  readonly destinationPort?: {
    readonly number?: number;
    readonly range?: PortRange;
  };
}

/** Inclusive. */
export interface PortRange {
  readonly start: number;
  readonly end: number;
}
