import type { ApiObject } from '../../objects/meta';
import type { LabelSelector } from './selector';

/** `networking.k8s.io/v1`. It only allows; selected pods are isolated in its directions. */
export interface NetworkPolicy extends ApiObject {
  readonly kind: 'NetworkPolicy';
  readonly spec?: NetworkPolicySpec;
}

export interface NetworkPolicySpec {
  /** Pods of the policy's namespace. Defaults to all. */
  readonly podSelector?: LabelSelector;
  readonly ingress?: readonly IngressRule[];
  readonly egress?: readonly EgressRule[];
  /** `Ingress`, `Egress`. Defaults to Ingress, plus Egress if there are egress rules. */
  readonly policyTypes?: readonly string[];
}

export interface IngressRule {
  /** If missing or empty, all peers. */
  readonly from?: readonly Peer[];
  /** If missing or empty, all ports of all protocols. */
  readonly ports?: readonly Port[];
}

export interface EgressRule {
  readonly to?: readonly Peer[];
  readonly ports?: readonly Port[];
}

/** Both selectors must match; a block must be alone. */
export interface Peer {
  readonly podSelector?: LabelSelector;
  /** Defaults to the policy's own namespace. */
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: IpBlock;
}

export interface IpBlock {
  readonly cidr?: string;
  readonly except?: readonly string[];
}

export interface Port {
  /** Defaults to TCP. */
  readonly protocol?: string;
  /** A number, or the name of a container's port. If missing, all ports of the protocol. */
  readonly port?: number | string;
  readonly endPort?: number;
}

/** `projectcalico.org/v3`: a staged NetworkPolicy. */
export interface StagedKubernetesNetworkPolicy extends ApiObject {
  readonly kind: 'StagedKubernetesNetworkPolicy';
  readonly spec?: NetworkPolicySpec & { readonly stagedAction?: string };
}
