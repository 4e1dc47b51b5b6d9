import type { SelectorNode, Labels } from '../selectors';
import type { Origin } from './origin';
import type { Rule } from './rule';

/** A step in the order in which policies decide. Applies to endpoints that one of its policies selects. */
export interface Tier {
  readonly name: string;
  /** Lower first; `Infinity` if it has no order. */
  readonly order: number;
  /** What happens to packets that no rule of the tier decides about. */
  readonly end: 'deny' | 'pass';
  readonly origin: Origin;
}

/** The traffic that a host endpoint's policy applies to. Policies of workloads apply to all their traffic. */
export type Layer =
  /** Traffic that starts or ends at the host itself. */
  | 'normal'
  /** Traffic forwarded through the host (`applyOnForward`). */
  | 'forward'
  /** All traffic, before connection tracking (`doNotTrack`). */
  | 'untracked'
  /** All incoming traffic, before address translation (`preDNAT`). */
  | 'pre-dnat';

/** What committing a staged policy does (`stagedAction`). */
export type StagedAction = 'set' | 'delete' | 'learn' | 'ignore';

export interface Policy {
  /** Unique: kind, namespace if any, and name, for example `NetworkPolicy shop/web`. */
  readonly id: string;
  /** The name of its tier. */
  readonly tier: string;
  /** Lower first; `Infinity` if it has no order. */
  readonly order: number;
  /** Breaks ties between equal orders; compared by code units. */
  readonly tieBreak: string;
  /** Selects the endpoints that the policy applies to, which never include network sets. */
  readonly selector: SelectorNode;
  readonly layer: Layer;
  /** undefined if the policy doesn't apply to the direction; empty if it isolates without any rule. */
  readonly ingress: readonly Rule[] | undefined;
  readonly egress: readonly Rule[] | undefined;
  /** undefined for a policy in force. */
  readonly staged: Staging | undefined;
  readonly origin: Origin;
}

/** What committing does to a staged policy, and to the policy in force with the same name. */
export interface Staging {
  readonly action: StagedAction;
  /** The ID of the policy that committing replaces or deletes. It need not exist. */
  readonly target: string;
  /** The position of the committed policy among those of equal order. */
  readonly tieBreak: string;
}

/** Rules that endpoints refer to by name, evaluated after all tiers, and what these endpoints inherit. */
export interface Profile {
  readonly name: string;
  readonly rules: ProfileRules;
  /** Labels that its endpoints inherit; their own labels take precedence. */
  readonly labels: Labels;
  /** Tags that its endpoints inherit, which rules of Calico v1 match. */
  readonly tags: readonly string[];
  readonly origin: Origin;
}

/** A profile's rules, or why it drops everything instead. */
export type ProfileRules =
  | { readonly state: 'in-force'; readonly ingress: readonly Rule[]; readonly egress: readonly Rule[] }
  /** It has no stored rules. */
  | { readonly state: 'missing' }
  /** Felix's validation rejected the rules, so they are treated as missing. */
  | { readonly state: 'invalid' };
