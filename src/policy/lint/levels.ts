import type { Direction, Rule, RuleKey } from '../calico1/rule';
import type { PolicyRef } from '../explain/calico1';
import { CLUSTER_SEVERITIES, type ClusterFinding } from './cluster/finding';
import {
  DEFAULT_SEVERITIES,
  type Finding,
  type LintCode,
  type LintFix,
  type Severity,
  type UnratedFinding,
} from './finding';
import { rangeOf, type TextRange } from './range';

/** All checks, of lists of rules and of whole clusters, with their default severity. */
export const ALL_SEVERITIES = { ...CLUSTER_SEVERITIES, ...DEFAULT_SEVERITIES } as const;

export type CheckCode = keyof typeof ALL_SEVERITIES;

/** Severities that differ from {@link ALL_SEVERITIES}; `off` disables a check. */
export type LintLevels = Partial<Readonly<Record<CheckCode, Severity | 'off'>>>;

/** Orders findings of a profile or policy: those about all of it first, then by rule. */
export function byPlace(a: UnratedFinding, b: UnratedFinding): number {
  if (a.direction !== b.direction) return order(a) - order(b);
  return (a.position ?? 0) - (b.position ?? 0);
}

function order({ direction }: UnratedFinding): number {
  if (direction === undefined) return 0;
  return direction === 'inbound' ? 1 : 2;
}

/** Sets a finding's severity; returns nothing if its check is off. */
export function graded(found: UnratedFinding, levels: LintLevels): Finding | undefined {
  const severity = levels[found.code] ?? DEFAULT_SEVERITIES[found.code];
  return severity === 'off' ? undefined : new Graded(found, severity);
}

/** Sets the severity of a finding in an object; returns nothing if its check is off. */
export function gradedObject(found: ClusterFinding, levels: LintLevels): ClusterFinding | undefined {
  const severity = levels[found.code] ?? found.severity;
  return severity === 'off' ? undefined : { ...found, severity };
}

/** Most findings are never shown, so the range is computed on access. */
class Graded implements Finding {
  readonly code: LintCode;
  readonly profile: string;
  declare readonly policy?: PolicyRef;
  readonly direction: Direction | undefined;
  readonly position: number | undefined;
  readonly message: string;
  readonly related: number | undefined;
  readonly fix: LintFix | undefined;
  readonly #rule: Rule | undefined;
  readonly #keys: readonly RuleKey[];

  constructor(
    found: UnratedFinding,
    readonly severity: Severity,
  ) {
    this.code = found.code;
    this.profile = found.profile;
    if (found.policy) this.policy = found.policy;
    this.direction = found.direction;
    this.position = found.position;
    this.message = found.message;
    this.related = found.related;
    this.fix = found.fix;
    this.#rule = found.rule;
    this.#keys = found.keys;
  }

  get range(): TextRange | undefined {
    return this.#rule && rangeOf(this.#rule, this.#keys);
  }
}
