import * as l10n from '@vscode/l10n';
import { profileOf } from '../explain/stored-rules';
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
import type { CompiledPolicy } from '../verdict/policy';
import type { CompiledProfile } from '../verdict/profile';

export type { LintCluster } from './facts';
export { DEFAULT_SEVERITIES, type Finding, type LintCode, type LintFix, type Severity } from './finding';
export { rangeOf } from './range';

/** Severities that differ from {@link DEFAULT_SEVERITIES}; `off` disables a check. */
export type LintLevels = Partial<Readonly<Record<LintCode, Severity | 'off'>>>;

const CHECKS: readonly Check[] = [
  checkOrder,
  checkTags,
  checkPorts,
  checkVersions,
  checkOpenness,
  checkRendering,
  checkCalicoctl,
];

/**
 * Returns what the authors of a policy probably did not intend, profile by profile, in rule order.
 * @param profiles names of the profiles to check; all by default.
 */
export function lint(
  policy: CompiledPolicy,
  cluster: LintCluster = {},
  levels: LintLevels = {},
  profiles?: ReadonlySet<string>,
): Finding[] {
  const facts = gather(policy, cluster);
  const findings: Finding[] = [];
  for (const compiled of policy.profiles.values()) {
    if (compiled.part || (profiles && !profiles.has(compiled.name))) continue;
    for (const found of inProfile(compiled, facts).sort(byPlace)) {
      const severity = levels[found.code] ?? DEFAULT_SEVERITIES[found.code];
      if (severity !== 'off') findings.push(graded(found, severity));
    }
  }
  return findings;
}

function inProfile(compiled: CompiledProfile, facts: Facts): UnratedFinding[] {
  const { name } = compiled;
  const all: UnratedFinding[] = [];
  const report: Report = (found) => all.push(found);
  if (!facts.endpointsOf.has(name))
    report(foundAbout('unused-profile', name, l10n.t('No endpoint uses this profile.')));
  checkStored(compiled, facts, report);
  const profile = profileOf(facts.policy, name);
  if (!profile) return all;
  for (const direction of ['inbound', 'outbound'] as const) {
    const list = ruleList(profile, compiled, direction);
    for (const check of CHECKS) check(list, facts, report);
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
