import type { ApiObject } from '../../objects/meta';
import type { Rule } from './rule';

/** What all of Calico v3's policies say. */
export interface PolicySpec {
  /** Missing: `default`. */
  readonly tier?: string;
  /** Lower first; missing: last. */
  readonly order?: number;
  /** Missing or empty: all. */
  readonly selector?: string;
  readonly serviceAccountSelector?: string;
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
  /** `Ingress`, `Egress`; missing: what the rules suggest. */
  readonly types?: readonly string[];
  readonly performanceHints?: readonly string[];
}

/** What only policies of the whole cluster say. */
export interface GlobalPolicySpec extends PolicySpec {
  readonly namespaceSelector?: string;
  readonly applyOnForward?: boolean;
  readonly doNotTrack?: boolean;
  readonly preDNAT?: boolean;
}

/** `Set`, `Delete`, `Learn` or `Ignore`; missing: `Set`. */
export interface Staged {
  readonly stagedAction?: string;
}

export interface NetworkPolicy extends ApiObject {
  readonly kind: 'NetworkPolicy';
  readonly spec?: PolicySpec;
}

export interface GlobalNetworkPolicy extends ApiObject {
  readonly kind: 'GlobalNetworkPolicy';
  readonly spec?: GlobalPolicySpec;
}

export interface StagedNetworkPolicy extends ApiObject {
  readonly kind: 'StagedNetworkPolicy';
  readonly spec?: PolicySpec & Staged;
}

export interface StagedGlobalNetworkPolicy extends ApiObject {
  readonly kind: 'StagedGlobalNetworkPolicy';
  readonly spec?: GlobalPolicySpec & Staged;
}

/** A policy in Calico v3's own form, staged or not. */
export type CalicoPolicy = NetworkPolicy | GlobalNetworkPolicy | StagedNetworkPolicy | StagedGlobalNetworkPolicy;
