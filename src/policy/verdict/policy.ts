import type { Labels } from '../selectors/selector';
import type { Place } from './place';
import type { CompiledProfile, StoredRules } from './profile';

/** A workload endpoint, as far as policy goes. */
export interface PolicyEndpoint {
  /** Unique among the endpoints. */
  readonly name: string;
  /** In the endpoint's order: it decides. */
  readonly profiles: readonly string[];
  /** With or without prefix length. */
  readonly addresses: readonly string[];
  /** The host it runs on; when left out, every host of the policy counts as its own. */
  readonly host?: string;
  /** False for an endpoint whose state is not `active`: it drops all, yet its addresses stay in its tags. */
  readonly active?: boolean;
  readonly labels?: Labels;
  /** Felix takes it for invalid: it drops all, and its addresses are in no tag. */
  readonly void?: boolean;
}

/** Policies that are asked before any profile, in order. Who is selected by one, and accepted by none, is dropped. */
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
  /** Felix's DefaultEndpointToHostAction; `DROP` when left out, as in Felix. */
  readonly fromWorkloads?: 'DROP' | 'RETURN' | 'ACCEPT';
}

export interface PolicyInput {
  readonly profiles: Iterable<{ readonly name: string; readonly stored: StoredRules; readonly labels?: Labels }>;
  readonly endpoints: Iterable<PolicyEndpoint>;
  readonly hosts?: Iterable<PolicyHost>;
  /** In order. */
  readonly tiers?: readonly PolicyTier[];
}

/** What has addresses: the first of each IP version is the one it is reached at. */
export interface Located {
  readonly ipv4: Place | undefined;
  readonly ipv6: Place | undefined;
}

/** An endpoint, ready to be asked. Endpoints with equal lists of profiles share one list, and equal tags one set. */
export interface CompiledEndpoint extends Located {
  readonly endpoint: PolicyEndpoint;
  /** Names, in order, those of its tiers first; the policy may have no profile of a name. */
  readonly profiles: readonly string[];
}

/** A host, ready to be asked. */
export interface CompiledHost extends Located {
  readonly host: PolicyHost;
}

/** Who is where. It does not depend on rules, so policies that differ in rules only share all of it. */
export interface Directory {
  readonly endpoints: ReadonlyMap<string, CompiledEndpoint>;
  readonly hosts: ReadonlyMap<string, CompiledHost>;
  /** Who has an address, by its canonical text. */
  readonly owners: ReadonlyMap<string, CompiledEndpoint | CompiledHost>;
}

/** A cluster's policy, ready for `verdict`. Immutable; made by {@link compilePolicy}. */
export interface CompiledPolicy extends Directory {
  readonly profiles: ReadonlyMap<string, CompiledProfile>;
}
