import type { Labels } from '../selectors/selector';
import type { Place } from './place';
import type { CompiledProfile, StoredRules } from './profile';

/** What policy needs to know of a workload endpoint. */
export interface PolicyEndpoint {
  /** Unique among endpoints. */
  readonly name: string;
  /** In the endpoint's order, which decides. */
  readonly profiles: readonly string[];
  /** With or without prefix length. */
  readonly addresses: readonly string[];
  /** The host it runs on; if omitted, every host of the policy counts as its own. */
  readonly host?: string;
  /** False for an endpoint whose state is not `active`: it drops everything, but its addresses stay in its tags. */
  readonly active?: boolean;
  readonly labels?: Labels;
  /** True if Felix considers it invalid: it drops everything, and its addresses are in no tag. */
  readonly void?: boolean;
}

/**
 * Policies that are evaluated before any profile, in order. An endpoint that a policy selects is dropped unless one
 * accepts.
 */
export interface PolicyTier {
  readonly name: string;
  readonly policies: readonly TierPolicy[];
}

export interface TierPolicy {
  readonly name: string;
  readonly selector: string;
  /** As stored, with `inbound_rules` and `outbound_rules`. */
  readonly rules: string;
}

/** A Calico host. */
export interface PolicyHost {
  readonly name: string;
  readonly addresses: readonly string[];
  /** Felix's DefaultEndpointToHostAction; defaults to `DROP`, as in Felix. */
  readonly fromWorkloads?: 'DROP' | 'RETURN' | 'ACCEPT';
}

export interface PolicyInput {
  readonly profiles: Iterable<{ readonly name: string; readonly stored: StoredRules; readonly labels?: Labels }>;
  readonly endpoints: Iterable<PolicyEndpoint>;
  readonly hosts?: Iterable<PolicyHost>;
  /** In order. */
  readonly tiers?: readonly PolicyTier[];
}

/** Anything with addresses; the first of each IP version is its primary address. */
export interface Located {
  readonly ipv4: Place | undefined;
  readonly ipv6: Place | undefined;
}

/** A compiled endpoint. Endpoints with equal lists of profiles share one list, and those with equal tags one set. */
export interface CompiledEndpoint extends Located {
  readonly endpoint: PolicyEndpoint;
  /** Names in order, those of its tiers first; the policy may lack a profile of that name. */
  readonly profiles: readonly string[];
}

/** A compiled host. */
export interface CompiledHost extends Located {
  readonly host: PolicyHost;
}

/** The owners of addresses. Independent of rules, so policies that differ only in rules share it. */
export interface Directory {
  readonly endpoints: ReadonlyMap<string, CompiledEndpoint>;
  readonly hosts: ReadonlyMap<string, CompiledHost>;
  /** Owners by canonical address. */
  readonly owners: ReadonlyMap<string, CompiledEndpoint | CompiledHost>;
}

/** A compiled cluster policy for `verdict`. Immutable; created by {@link compilePolicy}. */
export interface CompiledPolicy extends Directory {
  readonly profiles: ReadonlyMap<string, CompiledProfile>;
}
