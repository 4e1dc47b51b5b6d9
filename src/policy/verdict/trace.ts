import type { Action, Direction, Rule } from '../calico1/rule';

/** A key of a rule that a flow did not meet; `ip_version` also for a rule that is not in the flow's IP table. */
export type Condition = Exclude<keyof Rule, 'action' | 'log_prefix'>;

/** What one rule did with the flow. Steps are shared between verdicts: never change one. */
export interface RuleStep {
  /** 1-based, as calicoctl counts. */
  readonly position: number;
  readonly outcome:
    /** All of it held: the action was taken. */
    | 'matched'
    /** `failed` is the first condition that did not hold. */
    | 'no-match'
    /** Felix cannot render it and drops everything here. */
    | 'unrenderable'
    /** It did not match, yet left the profile: an earlier `next-tier` had marked the packet, and the mark is all it looks at. */
    | 'left-by-mark';
  readonly action: Action;
  readonly failed?: Condition;
}

/** What one profile of an endpoint did with the flow. */
export interface ProfileStep {
  readonly profile: string;
  readonly state:
    | 'evaluated'
    /** Felix has no rules of that name: all is dropped. */
    | 'missing'
    /** The rules failed Felix's validation and count as absent: all is dropped. */
    | 'invalid'
    /** iptables refuses the rules: a profile never loaded before drops all. */
    | 'refused';
  /** The rules that were looked at, in order; empty unless evaluated. */
  readonly rules: readonly RuleStep[];
  readonly outcome: 'accepted' | 'dropped' | 'next-profile';
}

/** One endpoint's half of a verdict. */
export interface Half {
  readonly endpoint: string;
  readonly direction: Direction;
  readonly verdict: 'allow' | 'deny';
  /** The profiles that were looked at, in the endpoint's order. */
  readonly profiles: readonly ProfileStep[];
  /** Why it ended: the last step decided, or no profile did, or the endpoint takes nothing. */
  readonly reason: 'rule' | 'profile-drops' | 'no-profile-matched' | 'no-profiles' | 'inactive' | 'void';
}

/** What decided a flow before or besides the endpoints' profiles. */
export type Shortcut =
  /** To itself: the packet never leaves the endpoint. */
  | 'own-address'
  /** From a host to a workload on it: not policed. */
  | 'from-own-host'
  /** DNS, DHCP or neighbor discovery to the endpoint's own host. */
  | 'host-service'
  /** To the endpoint's own host, whose DefaultEndpointToHostAction is DROP. */
  | 'host-drops'
  /** Neither end is a workload: not policed. */
  | 'not-policed'
  /** Conntrack calls the packet invalid, e.g. an ICMP reply to nothing. */
  | 'invalid-packet'
  /** The policy does not have the endpoint: its interface is unknown to Felix and drops all. */
  | 'unknown-endpoint'
  /** The endpoint has no address of the flow's IP version. */
  | 'no-address';

/** The verdict on one flow, with everything that was looked at on the way. */
export interface Verdict {
  readonly verdict: 'allow' | 'deny';
  /** The source endpoint's outbound half, when it was asked. */
  readonly source?: Half;
  /** The destination endpoint's inbound half, when it was asked: not after a denial at the source. */
  readonly destination?: Half;
  readonly shortcut?: Shortcut;
}
