import * as l10n from '@vscode/l10n';
import type { StoredPolicy } from '../calico1/stored-policy';
import { checkCalicoctl } from './calicoctl';
import { gather, type Facts, type LintCluster } from './facts';
import {
  DEFAULT_SEVERITIES,
  foundAbout,
  type Finding,
  type UnratedFinding,
  type LintCode,
  type Severity,
} from './finding';
import { checkOpenness } from './openness';
import { checkOrder } from './order';
import { checkPorts } from './ports';
import { rangeOf } from './range';
import { checkRendering, checkStored } from './stored';
import { ruleList, type Check, type Report } from './rule-list';
import { checkTags } from './tags';
import { checkVersions } from './versions';

export type { LintCluster } from './facts';
export { DEFAULT_SEVERITIES, type Finding, type LintCode, type LintFix, type Severity } from './finding';
export { rangeOf } from './range';

/** Severities that differ from {@link DEFAULT_SEVERITIES}; `off` disables a check. */
export type LintLevels = Partial<Readonly<Record<LintCode, Severity | 'off'>>>;

/** Checks that hold for every version of Felix. */
const CHECKS_OF_BOTH: readonly Check[] = [checkOrder, checkTags, checkPorts, checkOpenness];

/** The Felix of Calico 2 renders rules otherwise, and comes with another calicoctl. */
const CHECKS: readonly Check[] = [...CHECKS_OF_BOTH, checkVersions, checkRendering, checkCalicoctl];

/**
 * Returns what the authors of a policy probably did not intend, profile by profile, in rule order.
 * @param profiles names of the profiles to check; all by default.
 */
export function lint(
  policy: StoredPolicy,
  cluster: LintCluster = {},
  levels: LintLevels = {},
  profiles?: ReadonlySet<string>,
): Finding[] {
  const facts = gather(policy, cluster);
  const findings: Finding[] = [];
  for (const name of policy.profileNames) {
    if (profiles && !profiles.has(name)) continue;
    for (const found of inProfile(name, facts).sort(byPlace)) {
      const severity = levels[found.code] ?? DEFAULT_SEVERITIES[found.code];
      if (severity !== 'off') findings.push(graded(found, severity));
    }
  }
  return findings;
}

function inProfile(name: string, facts: Facts): UnratedFinding[] {
  const all: UnratedFinding[] = [];
  const report: Report = (found) => all.push(found);
  if (!facts.endpointsOf.has(name))
    report(foundAbout('unused-profile', name, l10n.t('No endpoint uses this profile.')));
  checkStored(name, facts, report);
  const profile = facts.policy.profile(name);
  if (!profile) return all;
  for (const direction of ['inbound', 'outbound'] as const) {
    const list = ruleList(profile, direction);
    for (const check of facts.policy.felix === '1.4' ? CHECKS : CHECKS_OF_BOTH) check(list, facts, report);
  }
  return all;
}

function byPlace(a: UnratedFinding, b: UnratedFinding): number {
  if (a.direction !== b.direction) return order(a) - order(b);
  return (a.position ?? 0) - (b.position ?? 0);
}

function order({ direction }: UnratedFinding): number {
  if (direction === undefined) return 0;
  return direction === 'inbound' ? 1 : 2;
}

/** Most findings are never shown, so the range is computed on access. */
function graded(found: UnratedFinding, severity: Severity): Finding {
  const { code, profile, direction, position, message, related, fix, rule, keys } = found;
  return {
    code,
    severity,
    profile,
    direction,
    position,
    message,
    related,
    fix,
    get range() {
      return rule && rangeOf(rule, keys);
    },
  };
}
