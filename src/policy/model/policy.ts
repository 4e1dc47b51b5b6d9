import type { SelectorNode, Labels } from '../selectors';
import type { Origin } from './origin';
import type { Rule } from './rule';

/** A step of the order in which policies decide. It counts where a policy in it selects the endpoint. */
export interface Tier {
  readonly name: string;
  /** Lower first; `Infinity` for one without order. */
  readonly order: number;
  /** What becomes of what no rule of the tier decided. */
  readonly end: 'deny' | 'pass';
  readonly origin: Origin;
}

/** What a policy of host endpoints is asked about. Policies of workloads are all asked alike, whichever they are. */
export type Layer =
  /** What begins or ends at the host itself. */
  | 'normal'
  /** What is forwarded through the host, besides (`applyOnForward`). */
  | 'forward'
  /** Everything, before connections are tracked (`doNotTrack`). */
  | 'untracked'
  /** Everything that arrives, before addresses are translated (`preDNAT`). */
  | 'pre-dnat';

/** What a staged policy is going to do when it is committed (`stagedAction`). */
export type StagedAction = 'set' | 'delete' | 'learn' | 'ignore';

export interface Policy {
  /** Unique: kind, namespace and name, e.g. `NetworkPolicy shop/web`; without the namespace where there is none. */
  readonly id: string;
  /** The name of its tier. */
  readonly tier: string;
  /** Lower first; `Infinity` for one without order. */
  readonly order: number;
  /** Decides between policies of one order; compared by code units. */
  readonly tieBreak: string;
  /** The endpoints that it applies to; network sets are never among them. */
  readonly selector: SelectorNode;
  readonly layer: Layer;
  /** Undefined where the policy does not apply to the direction; empty where it isolates without a rule. */
  readonly ingress: readonly Rule[] | undefined;
  readonly egress: readonly Rule[] | undefined;
  /** Undefined for a policy in force. */
  readonly staged: Staging | undefined;
  readonly origin: Origin;
}

/** What becomes of a staged policy, and of the policy in force of the same name. */
export interface Staging {
  readonly action: StagedAction;
  /** The id of the policy that it replaces or deletes when committed, whether or not there is one. */
  readonly target: string;
  /** The place of the committed policy among those of its order. */
  readonly tieBreak: string;
}

/** Rules that endpoints refer to by name, asked after all tiers, with what their endpoints inherit. */
export interface Profile {
  readonly name: string;
  readonly rules: ProfileRules;
  /** Inherited by its endpoints; an endpoint's own labels come first. */
  readonly labels: Labels;
  /** Given to its endpoints, for rules of Calico v1 to match. */
  readonly tags: readonly string[];
  readonly origin: Origin;
}

/** A profile's rules, or why it drops everything instead. */
export type ProfileRules =
  | { readonly state: 'in-force'; readonly ingress: readonly Rule[]; readonly egress: readonly Rule[] }
  /** Nobody has stored its rules. */
  | { readonly state: 'missing' }
  /** The rules failed Felix's validation and count as absent. */
  | { readonly state: 'invalid' };
