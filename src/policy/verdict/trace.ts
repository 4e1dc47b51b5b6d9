import type { Action, Direction, Rule } from '../calico1/rule';

/**
 * A rule key that a flow does not match; `ip_version` also for a rule that is not in the table of the flow's IP
 * version.
 */
export type Condition = Exclude<keyof Rule, 'action' | 'log_prefix'>;

/** The result of one rule for the flow. Shared between verdicts; never modify a step. */
export interface RuleStep {
  /** 1-based, as in calicoctl. */
  readonly position: number;
  readonly outcome:
    /** All conditions passed: the action was taken. */
    | 'matched'
    /** `failed` is the first condition that failed. */
    | 'no-match'
    /** Felix can't render it and drops everything here. */
    | 'unrenderable'
    /**
     * It did not match but left the profile: an earlier `next-tier` had marked the packet, and the rule checks only the
     * mark.
     */
    | 'left-by-mark';
  readonly action: Action;
  readonly failed?: Condition;
}

/** The result of one profile of an endpoint for the flow. */
export interface ProfileStep {
  readonly profile: string;
  readonly state:
    | 'evaluated'
    /** Felix has no rules of that name: everything is dropped. */
    | 'missing'
    /** The rules failed Felix's validation and count as missing: everything is dropped. */
    | 'invalid'
    /** iptables rejects the rules: a profile that was never loaded before drops everything. */
    | 'refused';
  /** The rules evaluated, in order; empty unless `evaluated`. */
  readonly rules: readonly RuleStep[];
  readonly outcome: 'accepted' | 'dropped' | 'next-profile';
}

/** One endpoint's half of a verdict. */
export interface Half {
  readonly endpoint: string;
  readonly direction: Direction;
  readonly verdict: 'allow' | 'deny';
  /** The profiles evaluated, in the endpoint's order. */
  readonly profiles: readonly ProfileStep[];
  /** Why evaluation ended: the last step decided, no profile did, or the endpoint accepts nothing. */
  readonly reason: 'rule' | 'profile-drops' | 'no-profile-matched' | 'no-profiles' | 'inactive' | 'void';
}

/** A decision made independently of the endpoints' profiles. */
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
  /** Conntrack marks the packet invalid, for example an ICMP reply without a request. */
  | 'invalid-packet'
  /** The policy lacks the endpoint: its interface is unknown to Felix and drops everything. */
  | 'unknown-endpoint'
  /** The endpoint has no address of the flow's IP version. */
  | 'no-address';

/** The verdict on one flow, with everything evaluated on the way. */
export interface Verdict {
  readonly verdict: 'allow' | 'deny';
  /** The source endpoint's outbound half, if evaluated. */
  readonly source?: Half;
  /** The destination endpoint's inbound half, if evaluated: not after a denial at the source. */
  readonly destination?: Half;
  readonly shortcut?: Shortcut;
}
