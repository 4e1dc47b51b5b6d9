import type { Flow } from '../model/flow';
import type { ConnectionChange } from '../change/compare';
import type { Direction, Rule } from '../calico1/rule';
import type { Condition, Shortcut } from '../verdict/trace';

/** A rule of a profile, by its 1-based position. */
export interface RuleRef {
  readonly profile: string;
  readonly direction: Direction;
  readonly position: number;
  /** Undefined when the stored rules cannot be read as rules. */
  readonly rule: Rule | undefined;
  /** For a rule of a tier: the policy that it is in. `profile` then names the tier's chain, and nothing that can be edited. */
  readonly policy?: { readonly tier: string; readonly name: string };
}

/** What one step of the way through an endpoint's profiles came to. */
export type Reason =
  /** The rule decided. */
  | ({ readonly code: 'rule-allows' | 'rule-denies' } & RuleRef)
  /** Felix cannot render the rule and drops everything at its place. */
  | ({ readonly code: 'rule-unrenderable' } & RuleRef)
  /** The rule matched and passed the flow on to the next profile. */
  | ({ readonly code: 'rule-passes-on' } & RuleRef)
  /** The rule did not match, but an earlier `next-tier` had marked the packet, which is all that Felix looks at. */
  | ({ readonly code: 'mark-passes-on' } & RuleRef)
  /** The rule matched and wrote a line into the log. */
  | ({ readonly code: 'rule-logs' } & RuleRef)
  /** No rule of the profile matched: the next profile is asked. */
  | { readonly code: 'profile-silent'; readonly profile: string; readonly rules: number }
  /** The profile has no rules in the kernel and drops all. */
  | { readonly code: 'profile-missing' | 'profile-invalid' | 'profile-refused'; readonly profile: string }
  /** The default: what no profile accepts is dropped. */
  | { readonly code: 'nothing-matches'; readonly profiles: readonly string[] }
  | { readonly code: 'no-profiles' | 'inactive' | 'void' }
  /** No rule of the policies that select the endpoint matched, so the tier drops. */
  | { readonly code: 'tier-ends'; readonly tier: string; readonly policies: readonly string[] }
  /** A machine outside or a host: no profile applies to it. */
  | { readonly code: 'not-policed' };

/** One half of the way: out of the source, or into the destination. */
export interface HalfExplanation {
  readonly direction: Direction;
  /** The endpoint's name, a host's, or an address. */
  readonly party: string;
  readonly verdict: 'allow' | 'deny';
  /** Everything that happened, in order; never empty. The last one decided. */
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
  /** No rule comes near. */
  | 'no-rule';

/** An edit of one rule; `remove` names the rule that goes. Positions count from 1. */
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

/** What would allow the flow, or block it, and all that it does. */
export interface Fix {
  /** To be made in this order; two where both halves deny. */
  readonly edits: readonly RuleEdit[];
  /** Everything that opens on the flow's protocol and port; the flow itself is among what opens or closes. */
  readonly opens: readonly ConnectionChange[];
  readonly closes: readonly ConnectionChange[];
}

/** A rule that nearly allows a denied flow. */
export interface NearMiss {
  readonly code: MissCode;
  readonly endpoint: string;
  readonly direction: Direction;
  readonly profile: string;
  /** The rule that misses; undefined for `no-rule`. */
  readonly miss: RuleRef | undefined;
  /** What of it does not hold. */
  readonly conditions: readonly Condition[];
  /** What decided before the rule was reached, for `shadowed`. */
  readonly decider: Reason | undefined;
  /** Undefined when no edit of rules helps. */
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
  /** Undefined for who is unknown or has no address of the IP version. */
  readonly source: Seen | undefined;
  readonly destination: Seen | undefined;
  /** What decided without the profiles. */
  readonly shortcut: Shortcut | undefined;
  /** The source's half, then the destination's; none after a shortcut. Both are told, whichever denies. */
  readonly halves: readonly HalfExplanation[];
  /** The nearest first; empty for a flow that is allowed. */
  readonly misses: readonly NearMiss[];
  /** What would block the flow, what closes the fewest connections first; empty for a flow that is denied. */
  readonly blocks: readonly Fix[];
}
