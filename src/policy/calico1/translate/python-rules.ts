import { below, type Origin } from '../../model/origin';
import { ANY, type Action, type Rule } from '../../model/rule';
import { parseV1Selector } from '../../selectors';
import { rendering } from '../felix/iptables';
import type { NormalRule } from '../felix/rule';
import { ACTIONS, type Action as StoredAction } from '../rule';
import { matchOf } from './match';

const VERSIONS = [4, 6] as const;

/** The model's actions for the stored ones of both generations of Felix. */
export const MODEL_ACTIONS: Readonly<Record<StoredAction, Action>> = {
  allow: 'allow',
  deny: 'deny',
  'next-tier': 'pass',
  log: 'log',
};

/**
 * Translates rules that Felix 1.4 has validated, as it renders them: a table for each IP version, in which a rule that
 * it can't render drops everything. Rules that are the same in both tables are merged.
 */
export function translatePythonRules(rules: readonly NormalRule[], list: Origin): readonly Rule[] {
  return rules.flatMap((rule, index) => {
    const [ipv4, ipv6] = VERSIONS.map((version) => renderedIn(rule, version, below(list, index)));
    if (!ipv4 || !ipv6 || !isAlike(ipv4, ipv6)) return [ipv4, ipv6].filter((rendered) => rendered !== undefined);
    const { ipVersion: _version, ...match } = ipv4.match;
    return [{ ...ipv4, match }];
  });
}

/** Returns the IP versions for which iptables rejects a rule, and with it all rules loaded with it. */
export function refusedVersions(rules: readonly NormalRule[]): readonly (4 | 6)[] {
  return VERSIONS.filter((version) => rules.some((rule) => rendering(rule, version) === 'refused'));
}

/**
 * Returns the rule in force for a profile that iptables rejects and that was never loaded before: a drop of everything.
 */
export function refused(version: 4 | 6, list: Origin): Rule {
  return { action: 'deny', match: { ...ANY, ipVersion: version }, origin: list, flaw: 'refused' };
}

function renderedIn(rule: NormalRule, version: 4 | 6, origin: Origin): Rule | undefined {
  const stored = ACTIONS.find((name) => name === rule['action']) ?? 'allow';
  switch (rendering(rule, version)) {
    case 'absent':
    case 'refused':
      return undefined;
    case 'drop':
      return { action: 'deny', match: { ...ANY, ipVersion: version }, origin, flaw: 'unrenderable' };
    case 'rendered':
      return { action: MODEL_ACTIONS[stored], match: matchOf(rule, version, readSelector), origin };
  }
}

function readSelector(text: string) {
  const parsed = parseV1Selector(text);
  return parsed.ok ? parsed.selector : undefined;
}

function isAlike(a: Rule, b: Rule): boolean {
  const plain = ({ action, match, flaw }: Rule) => JSON.stringify([action, { ...match, ipVersion: undefined }, flaw]);
  return plain(a) === plain(b);
}
