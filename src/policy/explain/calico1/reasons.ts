import type { Flow } from '../../model/flow';
import type { ConnectionChange } from '../../change/compare';
import type { Direction, Rule } from '../../calico1/rule';
import type { Circumstance } from '../../verdict';
import type { Layer } from '../../model/policy';
import type { OwnerRef } from './lists';

/** A key of a rule that a flow does not match; `ip_version` also for a rule that Felix omits for the flow's IP version. */
export type MatchKey = Exclude<keyof Rule, 'action' | 'log_prefix'>;

/** A rule of a profile or of a tier's policy, by its 1-based position. */
export interface RuleRef extends OwnerRef {
  readonly direction: Direction;
  readonly position: number;
  /** Undefined if the stored rules can't be read. */
  readonly rule: Rule | undefined;
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
  | ({ readonly code: 'profile-missing' | 'profile-invalid' | 'profile-refused' } & OwnerRef)
  /** The default: traffic that no profile accepts is dropped. */
  | { readonly code: 'nothing-matches'; readonly profiles: readonly string[] }
  | { readonly code: 'no-profiles' | 'inactive' }
  /** Felix can't read the endpoint, and why. */
  | { readonly code: 'void'; readonly why?: string }
  /** The port is always open at host endpoints. */
  | { readonly code: 'failsafe' }
  /** No policy of a host endpoint decides about traffic that it need not decide about. */
  | { readonly code: 'nothing-decides' }
  /** No rule of the policies that select the endpoint matched, so the tier drops. */
  | { readonly code: 'tier-ends'; readonly tier: string; readonly policies: readonly string[] }
  /** An outside machine or a host: no profile applies to it. */
  | { readonly code: 'not-policed' };

/** One half of a flow, out of the source or into the destination; or what a host endpoint on the way does with it. */
export interface HalfExplanation {
  readonly direction: Direction;
  /** The endpoint's id, a host's name, or an address. */
  readonly party: string;
  readonly verdict: 'allow' | 'deny';
  /** All steps in order; never empty. The last one decided. */
  readonly steps: readonly Reason[];
  /** Which of a host endpoint's policies apply, if not those for traffic that starts or ends at the host. */
  readonly layer?: Exclude<Layer, 'normal'>;
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

/** An edit of one rule of a profile or a tier's policy; for `remove`, `rule` is the one removed. Positions count from 1. */
export type RuleEdit = OwnerRef &
  (
    | {
        readonly kind: 'insert' | 'replace' | 'remove';
        readonly direction: Direction;
        readonly position: number;
        readonly rule: Rule;
      }
    | {
        readonly kind: 'move';
        readonly direction: Direction;
        readonly from: number;
        readonly position: number;
        readonly rule: Rule;
      }
  );

/** An edit that would allow or block the flow, with all its effects. */
export interface Fix {
  /** In the order in which to apply them; two if both halves deny. */
  readonly edits: readonly RuleEdit[];
  /** Everything that opens on the flow's protocol and port; the flow itself is in `opens` or `closes`. */
  readonly opens: readonly ConnectionChange[];
  readonly closes: readonly ConnectionChange[];
}

/** A rule that nearly allows a denied flow. */
export interface NearMiss extends OwnerRef {
  readonly code: MissCode;
  readonly endpoint: string;
  readonly direction: Direction;
  /** The near rule; undefined for `no-rule`. */
  readonly miss: RuleRef | undefined;
  /** Its conditions that fail. */
  readonly conditions: readonly MatchKey[];
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
  /** `unknown` if the model can't determine it; `because` has the reason. */
  readonly verdict: 'allow' | 'deny' | 'unknown';
  /** Undefined if the end is unknown or has no address of the IP version. */
  readonly source: Seen | undefined;
  readonly destination: Seen | undefined;
  /** What decided without an endpoint's policy, or why there is no verdict. */
  readonly because: Circumstance | undefined;
  /** The destination address after translation, which rules match, if it is translated. */
  readonly translatedTo: string | undefined;
  /** In the order of evaluation, all explained even after a denial; empty if no policy was evaluated. */
  readonly halves: readonly HalfExplanation[];
  /** Nearest first; empty for an allowed flow. */
  readonly misses: readonly NearMiss[];
  /** Edits that would block the flow, those that close the fewest connections first; empty for a denied flow. */
  readonly blocks: readonly Fix[];
}
