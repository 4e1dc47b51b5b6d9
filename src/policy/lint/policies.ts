import * as l10n from '@vscode/l10n';
import { decodePolicy } from '../calico1/policy';
import type { StoredPolicy } from '../calico1/stored-policy';
import { RULES_KEY } from '../calico1/profile';
import { rulesInForce, type OwnerRef, type PolicyRef } from '../explain/calico1/lists';
import { nameOf } from '../explain/names';
import { DIRECTIONS } from '../model/rule';
import { lintingCluster, type ClusterFinding } from './cluster';
import { gather, type Facts, type LintCluster } from './facts';
import {
  DEFAULT_SEVERITIES,
  foundAbout,
  foundIn,
  removal,
  type Finding,
  type LintCode,
  type UnratedFinding,
} from './finding';
import { byPlace, graded, type LintLevels } from './levels';
import { checkOpenness } from './checks/openness';
import { checkOrder } from './checks/order';
import { checkPorts } from './checks/ports';
import { ruleList, type Check, type Report } from './rule-list';
import { checkRefused, checkRendering } from './checks/stored';
import { checkTags } from './checks/tags';
import { checkVersions } from './checks/versions';

/** The original calicoctl does not support tiers, so its limits don't matter here. */
const CHECKS_OF_BOTH: readonly Check[] = [checkOrder, checkTags, checkPorts, checkOpenness];
const CHECKS: readonly Check[] = [...CHECKS_OF_BOTH, checkVersions, checkRendering];

/**
 * Returns what the authors of the policies of tiers probably did not intend, policy by policy, in rule order: what each
 * list of rules shows, and what only the whole model does. Yields regularly, so that the caller can let other work run
 * first.
 * @param mostPairs The maximum number of pairs of endpoints to examine for the effect of removing a policy or rule.
 */
export function* lintPolicies(
  policy: StoredPolicy,
  cluster: LintCluster,
  levels: LintLevels,
  mostPairs: number,
): Generator<undefined, readonly Finding[]> {
  const refs = new Map(
    policy.stored.tiers.flatMap(({ name: tier, policies }) =>
      policies.map(({ key, name }): [string, PolicyRef] => [key, { tier, name }]),
    ),
  );
  if (refs.size === 0) return [];
  const facts = gather(policy, cluster);
  const inLists = new Map<string, UnratedFinding[]>();
  for (const [key, ref] of refs) {
    inLists.set(key, inPolicy(ref, facts));
    yield;
  }
  const inModel = byKey(yield* lintingCluster(policy.model, [], mostPairs));
  return [...refs].flatMap(([key, ref]) => {
    const listed = inLists.get(key) ?? [];
    const others = (inModel.get(key) ?? []).flatMap((found) => located(found, ref, policy) ?? []);
    return [...listed, ...withoutRepeated(others, listed)]
      .sort(byPlace)
      .flatMap((found) => graded(found, levels) ?? []);
  });
}

function byKey(findings: readonly ClusterFinding[]): ReadonlyMap<string, readonly ClusterFinding[]> {
  const found = new Map<string, ClusterFinding[]>();
  for (const finding of findings) {
    const { object } = finding.origin;
    if (object.source !== 'key') continue;
    const same = found.get(object.key);
    if (same) same.push(finding);
    else found.set(object.key, [finding]);
  }
  return found;
}

function inPolicy(ref: PolicyRef, facts: Facts): UnratedFinding[] {
  const all: UnratedFinding[] = [];
  const report: Report = (found) => all.push(found);
  const owner: OwnerRef = { profile: ref.name, policy: ref };
  const rules = facts.policy.policy(ref.tier, ref.name);
  // Felix ignores the whole policy, and a finding of the model explains why.
  if (!rules || !DIRECTIONS.some((direction) => rulesInForce(facts.policy, owner, direction))) return all;
  checkRefused(owner, facts, report);
  checkHosts(owner, ref, facts, report);
  for (const direction of ['inbound', 'outbound'] as const) {
    const list = ruleList(owner, rules, direction);
    for (const check of facts.policy.felix === '1.4' ? CHECKS : CHECKS_OF_BOTH) check(list, facts, report);
  }
  return all;
}

/** An author who writes no selector may not think of host endpoints. `all()` is explicit. */
function checkHosts(owner: OwnerRef, { tier, name }: PolicyRef, { policy }: Facts, report: Report): void {
  const hosts = policy.model.directory.members.flatMap(({ endpoint: { kind, origin } }) =>
    kind === 'host-endpoint' ? [nameOf(origin.object)] : [],
  );
  if (hosts.length === 0) return;
  const text = policy.stored.tiers
    .find((stored) => stored.name === tier)
    ?.policies.find((stored) => stored.name === name)?.text;
  const read = decodePolicy({ tier, name }, text ?? '');
  if (read.kind === 'broken' || read.selector.trim() !== '') return;
  report(
    foundAbout(
      'selects-hosts',
      owner,
      l10n.t('The empty selector selects all workloads, and also host endpoints: {0}.', hosts.join(', ')),
    ),
  );
}

/** Returns a finding of the model as one of the stored policy; nothing for a check that doesn't apply to Calico v1. */
function located(
  { code, origin: { path }, message, fix }: ClusterFinding,
  ref: PolicyRef,
  policy: StoredPolicy,
): UnratedFinding | undefined {
  if (!isCheck(code)) return undefined;
  const owner: OwnerRef = { profile: ref.name, policy: ref };
  const [list, index] = path;
  const direction = (['inbound', 'outbound'] as const).find((each) => RULES_KEY[each] === list);
  const position = typeof index === 'number' ? index + 1 : undefined;
  const rule =
    direction && position !== undefined ? policy.policy(ref.tier, ref.name)?.[direction][position - 1] : undefined;
  if (!direction || position === undefined || !rule) return { ...foundAbout(code, owner, message), direction };
  const place = { ...owner, direction, position, rule };
  const removes = fix !== undefined && fix.value === undefined;
  return foundIn(code, place, [], message, removes ? { fix: { title: fix.title, edit: removal(place) } } : {});
}

function isCheck(code: string): code is LintCode {
  return Object.hasOwn(DEFAULT_SEVERITIES, code);
}

/** Checks that hold for every policy that selects nothing. */
const FOLLOWS_FROM_EMPTY: ReadonlySet<LintCode> = new Set([
  'redundant-policy',
  'redundant-rule',
  'empty-rule',
  'vacuous-set',
]);

/** Checks for useless rules, of which at most one is reported per rule. */
const USELESS: ReadonlySet<LintCode> = new Set([
  'shadowed-rule',
  'redundant-rule',
  'duplicate-rule',
  'unknown-tag',
  'unused-tag',
  'empty-rule',
]);

/** Omits findings that follow from another: the list of rules explains best why one of them is useless. */
function withoutRepeated(
  found: readonly UnratedFinding[],
  listed: readonly UnratedFinding[],
): readonly UnratedFinding[] {
  const isEmpty = found.some(({ code }) => code === 'empty-policy');
  const useless = new Set(listed.filter(({ code }) => USELESS.has(code)).map(rulePlace));
  const ends = new Map(
    listed.flatMap(({ code, direction, position }) => (code === 'nothing-after-deny' ? [[direction, position]] : [])),
  );
  // Of the model's findings, an empty rule takes precedence over a redundant one.
  return found.filter((finding) => {
    const { code, direction, position = 0 } = finding;
    if (isEmpty && FOLLOWS_FROM_EMPTY.has(code)) return false;
    if (!USELESS.has(code)) return true;
    if (useless.has(rulePlace(finding)) || position > (ends.get(direction) ?? Infinity)) return false;
    useless.add(rulePlace(finding));
    return true;
  });
}

function rulePlace({ direction, position }: UnratedFinding): string {
  return `${direction ?? ''} ${position ?? ''}`;
}
