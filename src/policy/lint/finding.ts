import type { RuleEdit } from '../explain/reasons';
import type { Direction, Rule, RuleKey } from '../calico1/rule';
import type { TextRange } from './range';

export type Severity = 'error' | 'warning' | 'info';

/** What lint looks for, and how grave it is unless somebody says otherwise. */
export const DEFAULT_SEVERITIES = {
  /** Felix ignores all rules of the profile. */
  'invalid-rules': 'error',
  /** iptables refuses all rules of the profile. */
  'refused-rules': 'error',
  /** Felix drops everything at the rule's place. */
  'unrenderable-rule': 'error',
  /** An earlier rule with another action takes everything. */
  'shadowed-rule': 'warning',
  /** Another rule with the same action does all that it does. */
  'redundant-rule': 'info',
  'duplicate-rule': 'warning',
  /** A deny of everything, with rules after it. */
  'nothing-after-deny': 'warning',
  /** No profile carries the tag. */
  'unknown-tag': 'warning',
  /** Profiles carry the tag, but no endpoint has them. */
  'unused-tag': 'info',
  'unused-profile': 'info',
  /** None of the workloads that the rule is about listens on the port. */
  'port-without-listener': 'warning',
  'allow-all-inbound': 'warning',
  /** The two networks of the rule are of different IP versions. */
  'mixed-ip-versions': 'warning',
  /** Felix leaves out a network of the other IP version: the rule is wider there. */
  'ignored-network': 'warning',
  /** Felix looks at ICMP types only in rules for ICMP. */
  'icmp-type-without-icmp': 'warning',
  /** Endpoints of the profile cannot reach each other at all. */
  'peers-locked-out': 'info',
  /** The original calicoctl can't read or write the profile any more. */
  'beyond-calicoctl': 'info',
} as const satisfies Readonly<Record<string, Severity>>;

export type LintCode = keyof typeof DEFAULT_SEVERITIES;

/** A way out that can be applied at once. */
export interface LintFix {
  /** A command, e.g. “Use port 9000”. */
  readonly title: string;
  readonly edit: RuleEdit;
}

/** Something about a profile that its author probably does not want. */
export interface Finding {
  readonly code: LintCode;
  readonly severity: Severity;
  readonly profile: string;
  /** Undefined for a finding about the whole profile, as is what follows. */
  readonly direction: Direction | undefined;
  /** 1-based. */
  readonly position: number | undefined;
  /** The part in question of the rule's canonical text, as `formatRule` writes it. Worked out when it is asked for. */
  readonly range: TextRange | undefined;
  /** A sentence or two. */
  readonly message: string;
  /** The position of another rule in the same list that has to do with it. */
  readonly related: number | undefined;
  readonly fix: LintFix | undefined;
}

/** A finding before anybody has said how grave it is, with the keys of the rule in question; no keys for all of it. */
export interface UnratedFinding extends Omit<Finding, 'severity' | 'range'> {
  readonly rule: Rule | undefined;
  readonly keys: readonly RuleKey[];
}

/** Where in a rule something was found. */
export interface RuleLocation {
  readonly profile: string;
  readonly direction: Direction;
  readonly position: number;
  readonly rule: Rule;
}

/** A finding about a part of a rule: the named keys, or all of it. */
export function foundIn(
  code: LintCode,
  place: RuleLocation,
  keys: readonly RuleKey[],
  message: string,
  more: { readonly related?: number; readonly fix?: LintFix | undefined } = {},
): UnratedFinding {
  return { code, ...place, keys, message, related: more.related, fix: more.fix };
}

/** A finding about a profile as a whole. */
export function foundAbout(code: LintCode, profile: string, message: string): UnratedFinding {
  return {
    code,
    profile,
    direction: undefined,
    position: undefined,
    rule: undefined,
    keys: [],
    message,
    related: undefined,
    fix: undefined,
  };
}

/** The edit that takes a rule out, or puts another in its place. */
export function removal({ profile, direction, position, rule }: RuleLocation): RuleEdit {
  return { kind: 'remove', profile, direction, position, rule };
}

export function replacement({ profile, direction, position }: RuleLocation, rule: Rule): RuleEdit {
  return { kind: 'replace', profile, direction, position, rule };
}
