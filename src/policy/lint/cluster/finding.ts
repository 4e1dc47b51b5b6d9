import type { Origin, Path } from '../../model/origin';
import type { Severity } from '../finding';

/** What lint of a whole cluster looks for, and how grave it is unless somebody says otherwise. */
export const CLUSTER_SEVERITIES = {
  /** The policy selects nothing that there is. */
  'empty-policy': 'warning',
  /** The peers of the rule are nobody. */
  'empty-rule': 'warning',
  /** Without the policy, everything that may talk would be the same. */
  'redundant-policy': 'info',
  'redundant-rule': 'info',
  /** Another peer of the rule takes all that this one does. */
  'redundant-peer': 'info',
  /** All policies together change nothing. */
  'vacuous-set': 'warning',
  /** Two policies of one order decide differently, and only their names tell which comes first. */
  'conflicting-order': 'warning',
} as const satisfies Readonly<Record<string, Severity>>;

export type ClusterLintCode = keyof typeof CLUSTER_SEVERITIES;

/** Something about the policy of a cluster that its authors probably do not want. */
export interface ClusterFinding {
  readonly code: ClusterLintCode;
  readonly severity: Severity;
  /** The object, and the place in it. */
  readonly origin: Origin;
  /** What is so, and why, for a person. */
  readonly message: string;
  /** Only where it is certain what was meant. */
  readonly fix?: ObjectFix;
}

/** A change of an object that does away with a finding. */
export interface ObjectFix {
  /** A command, e.g. “Remove the rule”. */
  readonly title: string;
  readonly path: Path;
  /** What to put there; undefined to take away what is there. */
  readonly value: unknown;
}

/** A finding of the usual severity. */
export function found(code: ClusterLintCode, origin: Origin, message: string, fix?: ObjectFix): ClusterFinding {
  return { code, severity: CLUSTER_SEVERITIES[code], origin, message, ...(fix && { fix }) };
}
