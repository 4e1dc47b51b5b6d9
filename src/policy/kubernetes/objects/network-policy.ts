import type { ApiObject } from '../../objects/meta';
import type { LabelSelector } from './selector';

/** `networking.k8s.io/v1`. It only allows; what it selects is isolated in its directions. */
export interface NetworkPolicy extends ApiObject {
  readonly kind: 'NetworkPolicy';
  readonly spec?: NetworkPolicySpec;
}

export interface NetworkPolicySpec {
  /** Pods of the policy's namespace; missing: all of them. */
  readonly podSelector?: LabelSelector;
  readonly ingress?: readonly IngressRule[];
  readonly egress?: readonly EgressRule[];
  /** `Ingress`, `Egress`; missing: Ingress, and Egress where there are egress rules. */
  readonly policyTypes?: readonly string[];
}

export interface IngressRule {
  /** Missing or empty: anybody. */
  readonly from?: readonly Peer[];
  /** Missing or empty: every port of every protocol. */
  readonly ports?: readonly Port[];
}

export interface EgressRule {
  readonly to?: readonly Peer[];
  readonly ports?: readonly Port[];
}

/** Both selectors must hold; a block stands alone. */
export interface Peer {
  readonly podSelector?: LabelSelector;
  /** Missing: the policy's own namespace. */
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: IpBlock;
}

export interface IpBlock {
  readonly cidr?: string;
  readonly except?: readonly string[];
}

export interface Port {
  /** Missing: TCP. */
  readonly protocol?: string;
  /** A number, or a name that containers give to ports; missing: every port of the protocol. */
  readonly port?: number | string;
  readonly endPort?: number;
}

/** `projectcalico.org/v3`: what a NetworkPolicy would do. */
export interface StagedKubernetesNetworkPolicy extends ApiObject {
  readonly kind: 'StagedKubernetesNetworkPolicy';
  readonly spec?: NetworkPolicySpec & { readonly stagedAction?: string };
}
