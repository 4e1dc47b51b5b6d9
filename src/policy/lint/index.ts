import * as l10n from '@vscode/l10n';
import type { StoredPolicy } from '../calico1/stored-policy';
import { checkCalicoctl } from './checks/calicoctl';
import { gather, type Facts, type LintCluster } from './facts';
import { foundAbout, type Finding, type UnratedFinding } from './finding';
import { byPlace, graded, type LintLevels } from './levels';
import { checkOpenness } from './checks/openness';
import { checkOrder } from './checks/order';
import { checkPorts } from './checks/ports';
import { checkRendering, checkStored } from './checks/stored';
import { ruleList, type Check, type Report } from './rule-list';
import { checkTags } from './checks/tags';
import { checkVersions } from './checks/versions';

export type { LintCluster } from './facts';
export { DEFAULT_SEVERITIES, type Finding, type LintCode, type LintFix, type Severity } from './finding';
export type { LintLevels } from './levels';
export { lintObjects } from './objects';
export { lintPolicies } from './policies';
export { rangeOf } from './range';

/** Checks that hold for every version of Felix. */
const CHECKS_OF_BOTH: readonly Check[] = [checkOrder, checkTags, checkPorts, checkOpenness];

/** The Felix of Calico 2 renders rules differently, and has another calicoctl. */
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
      const finding = graded(found, levels);
      if (finding) findings.push(finding);
    }
  }
  return findings;
}

function inProfile(name: string, facts: Facts): UnratedFinding[] {
  const all: UnratedFinding[] = [];
  const report: Report = (found) => all.push(found);
  if (!facts.endpointsOf.has(name))
    report(foundAbout('unused-profile', { profile: name }, l10n.t('No endpoint uses this profile.')));
  checkStored(name, facts, report);
  const profile = facts.policy.profile(name);
  if (!profile) return all;
  for (const direction of ['inbound', 'outbound'] as const) {
    const list = ruleList({ profile: name }, profile, direction);
    for (const check of facts.policy.felix === '1.4' ? CHECKS : CHECKS_OF_BOTH) check(list, facts, report);
  }
  return all;
}
