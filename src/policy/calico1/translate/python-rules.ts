import { below, type Origin } from '../../model/origin';
import { ANY, type Action, type Rule } from '../../model/rule';
import { parseV1Selector } from '../../selectors';
import { rendering, type Rendering } from '../felix/iptables';
import type { NormalRule } from '../felix/rule';
import { ACTIONS, type Calico1Action as StoredAction } from '../rule';
import { matchOf } from './match';

/** The model's actions for the stored ones of both generations of Felix. */
export const MODEL_ACTIONS: Readonly<Record<StoredAction, Action>> = {
  allow: 'allow',
  deny: 'deny',
  'next-tier': 'pass',
  log: 'log',
};

/** A rule that Felix 1.4 has validated, and how it renders it into the table of each IP version. */
export interface RenderedRule {
  readonly rule: NormalRule;
  readonly ipv4: Rendering;
  readonly ipv6: Rendering;
}

export function rendered(rule: NormalRule): RenderedRule {
  return { rule, ipv4: rendering(rule, 4), ipv6: rendering(rule, 6) };
}

/**
 * Translates rules as Felix 1.4 renders them: a table for each IP version, in which a rule that it can't render drops
 * everything. Rules that are the same in both tables are merged.
 */
export function translatePythonRules(rules: readonly RenderedRule[], list: Origin): readonly Rule[] {
  const translated: Rule[] = [];
  for (const [index, { rule, ipv4, ipv6 }] of rules.entries()) {
    const origin = below(list, index);
    if (ipv4 === ipv6 && isSameInBoth(rule, ipv4)) {
      const both = translatedIn(rule, ipv4, undefined, origin);
      if (both) translated.push(both);
      continue;
    }
    for (const one of [translatedIn(rule, ipv4, 4, origin), translatedIn(rule, ipv6, 6, origin)])
      if (one) translated.push(one);
  }
  return translated;
}

/** Returns the IP versions for which iptables rejects a rule, and with it all rules loaded with it. */
export function refusedVersions(rules: readonly RenderedRule[]): readonly (4 | 6)[] {
  const refusedIn = (version: 'ipv4' | 'ipv6') => rules.some((rule) => rule[version] === 'refused');
  return [...(refusedIn('ipv4') ? [4 as const] : []), ...(refusedIn('ipv6') ? [6 as const] : [])];
}

/**
 * Returns the rule in force for a profile that iptables rejects and that was never loaded before: a drop of everything.
 */
export function refused(version: 4 | 6, list: Origin): Rule {
  return { action: 'deny', match: { ...ANY, ipVersion: version }, origin: list, flaw: 'refused' };
}

/** Networks belong to one IP version, and so do ICMP types. */
function isSameInBoth(rule: NormalRule, outcome: Rendering): boolean {
  if (outcome !== 'rendered') return true;
  return VERSIONED.every((key) => rule[key] === undefined);
}

const VERSIONED = ['src_net', 'dst_net', '!src_net', '!dst_net', 'icmp_type', '!icmp_type'] as const;

function translatedIn(
  rule: NormalRule,
  outcome: Rendering,
  version: 4 | 6 | undefined,
  origin: Origin,
): Rule | undefined {
  switch (outcome) {
    case 'absent':
    case 'refused':
      return undefined;
    case 'drop':
      return { action: 'deny', match: version ? { ...ANY, ipVersion: version } : ANY, origin, flaw: 'unrenderable' };
    case 'rendered': {
      const action = ACTIONS.find((name) => name === rule['action']) ?? 'allow';
      return { action: MODEL_ACTIONS[action], match: matchOf(rule, version, readSelector), origin };
    }
  }
}

function readSelector(text: string) {
  const parsed = parseV1Selector(text);
  return parsed.ok ? parsed.selector : undefined;
}
