import type { ApiObject } from '../../objects/meta';
import type { NamespacedPods, PolicySubject } from './cluster-policy';
import type { LabelSelector } from './selector';

/** `policy.networking.k8s.io/v1alpha1`: evaluated before the policies of namespaces. */
export interface AdminNetworkPolicy extends ApiObject {
  readonly kind: 'AdminNetworkPolicy';
  readonly spec?: AdminPolicySpec & {
    /** 0–1000, lower first. */
    readonly priority?: number;
  };
}

/** `policy.networking.k8s.io/v1alpha1`: evaluated after them. The only one is called `default`. */
export interface BaselineAdminNetworkPolicy extends ApiObject {
  readonly kind: 'BaselineAdminNetworkPolicy';
  readonly spec?: AdminPolicySpec;
}

export interface AdminPolicySpec {
  readonly subject?: PolicySubject;
  readonly ingress?: readonly AdminIngressRule[];
  readonly egress?: readonly AdminEgressRule[];
}

interface AdminRule {
  readonly name?: string;
  /** `Allow`, `Deny`, and `Pass` except in the baseline policy. */
  readonly action?: string;
  /** If missing, all ports of all protocols. */
  readonly ports?: readonly AdminPort[];
}

export interface AdminIngressRule extends AdminRule {
  readonly from?: readonly AdminPeer[];
}

export interface AdminEgressRule extends AdminRule {
  readonly to?: readonly AdminPeer[];
}

/** Exactly one of them. The last three are only for egress. */
export interface AdminPeer {
  readonly namespaces?: LabelSelector;
  readonly pods?: NamespacedPods;
  readonly networks?: readonly string[];
  readonly nodes?: LabelSelector;
  readonly domainNames?: readonly string[];
}

/** Exactly one of them. */
export interface AdminPort {
  readonly portNumber?: { readonly protocol: string; readonly port: number };
  readonly portRange?: { readonly protocol?: string; readonly start: number; readonly end: number };
  readonly namedPort?: string;
}
