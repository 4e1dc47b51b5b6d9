import type { HostEndpoint, Workload } from '../model/endpoint';
import type { Layer, Policy, ProfileRules, Tier } from '../model/policy';
import type { Direction, Rule } from '../model/rule';
import type { Packet } from './packet';

/** A rule that was evaluated, by its index among its policy's rules of the direction. */
export interface RuleHit {
  readonly index: number;
  readonly rule: Rule;
}

/** What one policy did with a packet. Steps are shared between verdicts: never change one. */
export interface PolicyStep {
  readonly policy: Policy;
  /** Its first rule that matched and did not just log. */
  readonly decided: RuleHit | undefined;
  /** The rules that matched before and logged. */
  readonly logged: readonly RuleHit[];
}

/** What one tier did with a packet. */
export interface TierStep {
  readonly tier: Tier;
  /** The policies that select the endpoint, in order, up to the one that decided. */
  readonly policies: readonly PolicyStep[];
  /** Whether a rule decided, namely the last policy's, or the tier's end did. */
  readonly by: 'rule' | 'end';
  readonly outcome: 'allow' | 'deny' | 'pass' | 'unknown';
}

/** What one profile of an endpoint did with a packet. */
export interface ProfileStep {
  readonly profile: string;
  readonly state: ProfileRules['state'];
  /** Its first rule that matched and did not just log. */
  readonly decided: RuleHit | undefined;
  /** The rules that matched before and logged. */
  readonly logged: readonly RuleHit[];
  /** A `pass` that did not match, and passes the packet on for the mark of an earlier one (`passMarkStays`). */
  readonly left: RuleHit | undefined;
  readonly outcome: 'allow' | 'deny' | 'next-profile' | 'unknown';
}

/** One endpoint's part in a verdict, in one direction. */
export interface Stage {
  readonly endpoint: Workload | HostEndpoint;
  readonly direction: Direction;
  readonly layer: Layer;
  /** `continue` if an optional layer did not decide. */
  readonly outcome: 'allow' | 'deny' | 'continue' | 'unknown';
  readonly reason:
    /** The last rule of the trace. */
    | 'rule'
    /** The end of the last tier of the trace. */
    | 'tier-end'
    /** The last profile of the trace has no rules in force, and drops everything. */
    | 'profile-drops'
    /** No rule of any profile matched. */
    | 'no-profile-matched'
    /** The endpoint has no profile, and no tier decided. */
    | 'no-profile'
    /** No decision, which is valid on an optional layer. */
    | 'nothing'
    /** The workload's state is not active. */
    | 'inactive'
    /** Felix can't read the workload. */
    | 'void'
    /** The port is one of those that are always open at host endpoints. */
    | 'failsafe';
  readonly tiers: readonly TierStep[];
  /** The packet as it arrived. */
  readonly packet: Packet;
  /** The evaluated profiles, in order. */
  readonly profiles: readonly ProfileStep[];
  /** Whether the rule that allowed looks at HTTP requests: some pass it, others may not. */
  readonly someRequests: boolean;
}

/** Why there is no verdict, or what decided without an endpoint's policy. */
export type Circumstance =
  /** To itself: the packet never leaves the endpoint. */
  | 'own-address'
  /** To itself through a translated address. Policy was evaluated; the host's NAT decides whether replies arrive. */
  | 'translated-to-itself'
  /** From a host to a workload on it: not policed. */
  | 'from-own-host'
  /** DNS, DHCP or neighbor discovery to the workload's own host. */
  | 'host-service'
  /** To the workload's own host, which drops all traffic from workloads. */
  | 'host-drops'
  /** Neither end is policed. */
  | 'not-policed'
  /** It can't open a connection, e.g. an ICMP reply without a request. */
  | 'invalid-packet'
  /** A workload may not send IP in IP or VXLAN. */
  | 'encapsulated'
  /** A workload sends from an address that does not belong to it. */
  | 'forged-source'
  /** Felix waits for its datastore. */
  | 'not-in-force'
  /** The model has no endpoint of the name. */
  | 'unknown-endpoint'
  /** The endpoint has no address of the flow's IP version. */
  | 'no-address'
  /** The address represents others that are unknown. */
  | 'translation-unknown'
  /** A rule matches a service whose endpoint slices are not known. */
  | 'service-unknown'
  /** It goes from host to host, and whether their host endpoints see it depends on how the network carries it. */
  | 'between-hosts';

/** The verdict on one flow, with everything that was evaluated. */
export interface Verdict {
  readonly outcome:
    | 'allowed'
    | 'denied'
    /** The model does not hold what decides. */
    | 'not-judged'
    /** Implementations differ, and no specification decides. */
    | 'undefined';
  readonly because?: Circumstance;
  /** Set when only some requests of the flow are allowed: a rule looks at HTTP. */
  readonly partial?: 'some-requests';
  /** In the order of evaluation; complete, also after one that denies. */
  readonly stages: readonly Stage[];
}

/** The three answers about one flow; those that are equal are one object. */
export interface Answer {
  /** What is in force. */
  readonly enforced: Verdict;
  /** Calico's pending verdict: staged policies are evaluated like those in force, staged deletions are ignored. */
  readonly pending: Verdict;
  /** What would be in force if every staged policy were committed. */
  readonly committed: Verdict;
}
