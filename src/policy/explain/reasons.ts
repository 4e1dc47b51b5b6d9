import type { Flow } from '../model/flow';
import type { ConnectionChange } from '../change/compare';
import type { Direction, Rule } from '../calico1/rule';
import type { Condition, Shortcut } from '../verdict/trace';

/** A rule of a profile, by its 1-based position. */
export interface RuleRef {
  readonly profile: string;
  readonly direction: Direction;
  readonly position: number;
  /** Undefined if the stored rules can't be read. */
  readonly rule: Rule | undefined;
  /** For a rule of a tier: the policy that it belongs to. `profile` then is the tier's chain, which can't be edited. */
  readonly policy?: { readonly tier: string; readonly name: string };
}

/** The result of one step through an endpoint's profiles. */
export type Reason =
  /** The rule decided. */
  | ({ readonly code: 'rule-allows' | 'rule-denies' } & RuleRef)
  /** Felix can't render the rule and drops everything at its position. */
  | ({ readonly code: 'rule-unrenderable' } & RuleRef)
  /** The rule matched and passed the flow on to the next profile. */
  | ({ readonly code: 'rule-passes-on' } & RuleRef)
  /** The rule did not match, but an earlier `next-tier` had marked the packet, and Felix checks only the mark. */
  | ({ readonly code: 'mark-passes-on' } & RuleRef)
  /** The rule matched and logged the packet. */
  | ({ readonly code: 'rule-logs' } & RuleRef)
  /** No rule of the profile matched: evaluation continues with the next profile. */
  | { readonly code: 'profile-silent'; readonly profile: string; readonly rules: number }
  /** The profile has no rules in the kernel and drops everything. */
  | { readonly code: 'profile-missing' | 'profile-invalid' | 'profile-refused'; readonly profile: string }
  /** The default: traffic that no profile accepts is dropped. */
  | { readonly code: 'nothing-matches'; readonly profiles: readonly string[] }
  | { readonly code: 'no-profiles' | 'inactive' | 'void' }
  /** No rule of the policies that select the endpoint matched, so the tier drops. */
  | { readonly code: 'tier-ends'; readonly tier: string; readonly policies: readonly string[] }
  /** An outside machine or a host: no profile applies to it. */
  | { readonly code: 'not-policed' };

/** One half of a flow: out of the source, or into the destination. */
export interface HalfExplanation {
  readonly direction: Direction;
  /** The endpoint's name, a host's, or an address. */
  readonly party: string;
  readonly verdict: 'allow' | 'deny';
  /** All steps in order; never empty. The last one decided. */
  readonly steps: readonly Reason[];
}

/** How a rule that would allow the flow misses it. */
export type MissCode =
  | 'port'
  | 'shadowed'
  | 'tag'
  | 'selector'
  | 'net'
  | 'protocol'
  | 'icmp'
  | 'source-port'
  | 'ip-version'
  /** No rule comes near the flow. */
  | 'no-rule';

/** An edit of one rule; for `remove`, `rule` is the one removed. Positions count from 1. */
export type RuleEdit =
  | {
      readonly kind: 'insert' | 'replace' | 'remove';
      readonly profile: string;
      readonly direction: Direction;
      readonly position: number;
      readonly rule: Rule;
    }
  | {
      readonly kind: 'move';
      readonly profile: string;
      readonly direction: Direction;
      readonly from: number;
      readonly position: number;
      readonly rule: Rule;
    };

/** An edit that would allow or block the flow, with all its effects. */
export interface Fix {
  /** In the order in which to apply them; two if both halves deny. */
  readonly edits: readonly RuleEdit[];
  /** Everything that opens on the flow's protocol and port; the flow itself is in `opens` or `closes`. */
  readonly opens: readonly ConnectionChange[];
  readonly closes: readonly ConnectionChange[];
}

/** A rule that nearly allows a denied flow. */
export interface NearMiss {
  readonly code: MissCode;
  readonly endpoint: string;
  readonly direction: Direction;
  readonly profile: string;
  /** The near rule; undefined for `no-rule`. */
  readonly miss: RuleRef | undefined;
  /** Its conditions that fail. */
  readonly conditions: readonly Condition[];
  /** What decided before the rule, for `shadowed`. */
  readonly decider: Reason | undefined;
  /** Undefined if no edit of rules helps. */
  readonly fix: Fix | undefined;
}

/** An end of a flow as rules see it. */
export interface Seen {
  readonly address: string;
  readonly tags: readonly string[];
}

/** Why a flow is allowed or denied, as data. */
export interface Explanation {
  readonly flow: Flow;
  readonly verdict: 'allow' | 'deny';
  /** Undefined if the end is unknown or has no address of the IP version. */
  readonly source: Seen | undefined;
  readonly destination: Seen | undefined;
  /** The decision made without profiles, if any. */
  readonly shortcut: Shortcut | undefined;
  /** The source's half, then the destination's; empty after a shortcut. Both are explained, whichever denies. */
  readonly halves: readonly HalfExplanation[];
  /** Nearest first; empty for an allowed flow. */
  readonly misses: readonly NearMiss[];
  /** Edits that would block the flow, those that close the fewest connections first; empty for a denied flow. */
  readonly blocks: readonly Fix[];
}
