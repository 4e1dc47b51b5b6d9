import type { ApiObject } from '../../objects/meta';
import type { Rule } from './rule';

/** The fields common to all of Calico v3's policies. */
export interface PolicySpec {
  /** Defaults to `default`. */
  readonly tier?: string;
  /** Lower first; last if missing. */
  readonly order?: number;
  /** Selects everything if missing or empty. */
  readonly selector?: string;
  readonly serviceAccountSelector?: string;
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
  /** `Ingress`, `Egress`; derived from the rules if missing. */
  readonly types?: readonly string[];
  readonly performanceHints?: readonly string[];
}

/** The fields of cluster-wide policies. */
export interface GlobalPolicySpec extends PolicySpec {
  readonly namespaceSelector?: string;
  readonly applyOnForward?: boolean;
  readonly doNotTrack?: boolean;
  readonly preDNAT?: boolean;
}

/** `Set`, `Delete`, `Learn` or `Ignore`; defaults to `Set`. */
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

/** A policy of Calico v3's own format, staged or not. */
export type CalicoPolicy = NetworkPolicy | GlobalNetworkPolicy | StagedNetworkPolicy | StagedGlobalNetworkPolicy;
