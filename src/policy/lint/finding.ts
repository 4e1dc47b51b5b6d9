import type { OwnerRef } from '../explain/calico1/lists';
import type { RuleEdit } from '../explain/calico1/reasons';
import type { Direction, Rule, RuleKey } from '../calico1/rule';
import type { TextRange } from './range';

export type Severity = 'error' | 'warning' | 'info';

/** The checks, with their default severity. */
export const DEFAULT_SEVERITIES = {
  /** Felix ignores all rules of the profile. */
  'invalid-rules': 'error',
  /** iptables rejects all rules of the profile. */
  'refused-rules': 'error',
  /** Felix drops everything at the rule's position. */
  'unrenderable-rule': 'error',
  /** An earlier rule with another action matches everything that this one does. */
  'shadowed-rule': 'warning',
  /** Another rule with the same action makes this one unnecessary. */
  'redundant-rule': 'info',
  'duplicate-rule': 'warning',
  /** A deny of everything, followed by other rules. */
  'nothing-after-deny': 'warning',
  /** No profile has the tag. */
  'unknown-tag': 'warning',
  /** Profiles have the tag, but no endpoint has them. */
  'unused-tag': 'info',
  'unused-profile': 'info',
  /** No endpoint matched by the rule listens on the port. */
  'port-without-listener': 'warning',
  'allow-all-inbound': 'warning',
  /** The two networks of the rule are of different IP versions. */
  'mixed-ip-versions': 'warning',
  /** Felix omits a network of the other IP version, which widens the rule there. */
  'ignored-network': 'warning',
  /** Felix evaluates ICMP types only in rules for ICMP. */
  'icmp-type-without-icmp': 'warning',
  /** Endpoints of the profile can't reach each other at all. */
  'peers-locked-out': 'info',
  /** The original calicoctl can't read or write the profile any more. */
  'beyond-calicoctl': 'info',
  /** Felix ignores the policy of a tier. */
  dropped: 'error',
  /** The policy of a tier selects nothing. */
  'empty-policy': 'warning',
  /** The rule's peers match nothing. */
  'empty-rule': 'warning',
  /** Removing the policy of a tier changes nothing. */
  'redundant-policy': 'info',
  /** All policies of all tiers together change nothing. */
  'vacuous-set': 'warning',
  /** Two policies of equal order decide differently, and only their names determine which comes first. */
  'conflicting-order': 'warning',
  /** A policy without rules for a direction denies everything in it. */
  'isolates-silently': 'warning',
  /** A policy that only logs denies nevertheless. */
  'log-only': 'warning',
  /** Traffic that no rule of a policy with denials matches is denied too. */
  'deny-only': 'info',
  /** An empty selector also selects host endpoints. */
  'selects-hosts': 'warning',
} as const satisfies Readonly<Record<string, Severity>>;

export type LintCode = keyof typeof DEFAULT_SEVERITIES;

/** A fix that can be applied immediately. */
export interface LintFix {
  /** A command, for example “Use port 9000”. */
  readonly title: string;
  readonly edit: RuleEdit;
}

/** Something in a profile, or in a policy of a tier, that its author probably did not intend. */
export interface Finding extends OwnerRef {
  readonly code: LintCode;
  readonly severity: Severity;
  /** Undefined, like the following fields, for a finding about the whole profile or policy. */
  readonly direction: Direction | undefined;
  /** 1-based. */
  readonly position: number | undefined;
  /** The range in the rule's canonical text, as `formatRule` writes it. Computed on access. */
  readonly range: TextRange | undefined;
  /** A sentence or two. */
  readonly message: string;
  /** The position of another rule in the same list that is involved. */
  readonly related: number | undefined;
  readonly fix: LintFix | undefined;
}

/** A finding without severity, with the rule's keys that it concerns; no keys for the whole rule. */
export interface UnratedFinding extends Omit<Finding, 'severity' | 'range'> {
  readonly rule: Rule | undefined;
  readonly keys: readonly RuleKey[];
}

/** The location of a finding. */
export interface RuleLocation extends OwnerRef {
  readonly direction: Direction;
  readonly position: number;
  readonly rule: Rule;
}

/** Creates a finding about part of a rule: the named keys, or the whole rule. */
export function foundIn(
  code: LintCode,
  place: RuleLocation,
  keys: readonly RuleKey[],
  message: string,
  more: { readonly related?: number; readonly fix?: LintFix | undefined } = {},
): UnratedFinding {
  return { code, ...place, keys, message, related: more.related, fix: more.fix };
}

/** Creates a finding about a whole profile or policy. */
export function foundAbout(code: LintCode, owner: OwnerRef, message: string): UnratedFinding {
  return {
    ...owner,
    code,
    direction: undefined,
    position: undefined,
    rule: undefined,
    keys: [],
    message,
    related: undefined,
    fix: undefined,
  };
}

/** Returns the edit that removes a rule, or replaces it with another. */
export function removal(place: RuleLocation): RuleEdit {
  return { ...place, kind: 'remove' };
}

export function replacement(place: RuleLocation, rule: Rule): RuleEdit {
  return { ...place, kind: 'replace', rule };
}
