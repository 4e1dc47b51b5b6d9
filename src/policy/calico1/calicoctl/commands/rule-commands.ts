import * as l10n from '@vscode/l10n';
import { FelixCrash } from '../../felix/fault';
import { isObject, parsePythonJson } from '../../felix/json';
import { checkRule } from '../../felix/rule';
import type { Direction } from '../../rule';
import { loadProfile, type MappedProfile } from '../mapping';
import { readRules, rulesText, type HeldProfile } from '../profile';
import { pythonPrint } from '../python/python';
import { Refusal, unreadable } from '../refusal';
import { done, type Result } from '../result';
import { sameRule, unknownKeys, writtenRule, type RawRule } from '../rule';
import { PROFILES, put, type CalicoctlState } from '../state';

/**
 * `rule update`: replaces the whole document with standard input. A document without `id`, as calicoctl 0.21 and later
 * write it, keeps the stored one.
 */
export function updateRules(state: CalicoctlState, name: string, text: string): Result {
  const profile = loadProfile(state, name);
  const document = parsePythonJson(text);
  if (!isObject(document)) throw unreadable(l10n.t('Standard input is not a JSON object of rules.'));
  for (const key of ['inbound_rules', 'outbound_rules']) {
    if (!(key in document)) throw unreadable(l10n.t('The rules have no "{0}".', key));
  }
  const rules = { inbound: readRules(document, 'inbound', name), outbound: readRules(document, 'outbound', name) };
  const { id = name } = document;
  if (id !== name) throw new Refusal(`Rules JSON "id"=${pythonPrint(id)} doesn't match profile name ${name}.\n`);
  for (const rule of [...rules.inbound, ...rules.outbound]) {
    const [unknown] = unknownKeys(rule);
    if (unknown !== undefined)
      throw unreadable(l10n.t('A rule has the key "{0}", which calicoctl does not support.', unknown));
    refuseForFelix(rule, name);
  }
  const shown = { ...profile.shown, rules, document: { ...profile.shown.document, ...document } };
  return done(writeRules(state, profile, shown), `Successfully updated rules on profile ${name}\n`);
}

/** `rule add`. */
export function addRule(
  state: CalicoctlState,
  name: string,
  direction: Direction,
  rule: RawRule,
  at: bigint | undefined,
): Result {
  const profile = loadProfile(state, name);
  const rules = profile.shown.rules[direction];
  const position = at === undefined ? rules.length + 1 : Number(at);
  if (position < 1 || position > rules.length + 1) throw unreadable(`Position ${String(at)} is out-of-range.`);
  if (rules.some((other) => sameRule(other, rule))) return done(state, 'Rule already present, skipping.\n');
  return done(
    writeRules(state, profile, withRules(profile.shown, direction, rules.toSpliced(position - 1, 0, rule))),
    '',
  );
}

/** `rule remove`, given the rule. */
export function removeRule(state: CalicoctlState, name: string, direction: Direction, rule: RawRule): Result {
  const profile = loadProfile(state, name);
  const rules = profile.shown.rules[direction];
  const index = rules.findIndex((other) => sameRule(other, rule));
  if (index < 0) throw new Refusal('Rule not found.\n');
  return done(writeRules(state, profile, withRules(profile.shown, direction, rules.toSpliced(index, 1))), '');
}

/** `rule remove --at`. Out of range, the original reports it and rewrites the rules in its own form. */
export function removeRuleAt(state: CalicoctlState, name: string, direction: Direction, at: bigint): Result {
  const profile = loadProfile(state, name);
  const rules = profile.shown.rules[direction];
  const position = Number(at);
  const inRange = position >= 1 && position <= rules.length;
  const left = inRange ? rules.toSpliced(position - 1, 1) : rules;
  return done(
    writeRules(state, profile, withRules(profile.shown, direction, left)),
    inRange ? '' : 'Rule position out-of-range.\n',
  );
}

function withRules(profile: HeldProfile, direction: Direction, rules: readonly RawRule[]): HeldProfile {
  return { ...profile, rules: { ...profile.rules, [direction]: rules } };
}

/** @throws Refusal for a rule that would invalidate the whole profile, or that calicoctl could not show again. */
function refuseForFelix(rule: RawRule, name: string): void {
  if (!('action' in rule))
    throw unreadable(
      l10n.t('A rule without an action can’t be stored in profile {0} because calicoctl could not show it.', name),
    );
  const written: unknown = writtenRule(rule);
  const json = parsePythonJson(JSON.stringify(written));
  let reason: string | undefined;
  try {
    reason = isObject(json) ? checkRule(json).faults.find(({ code }) => code !== 'unknown-key')?.message : undefined;
  } catch (error) {
    if (!(error instanceof FelixCrash)) throw error;
    reason = error.message;
  }
  if (reason !== undefined) throw unreadable(l10n.t('Felix would ignore all rules of profile {0}: {1}', name, reason));
}

function writeRules(state: CalicoctlState, profile: MappedProfile, shown: HeldProfile): CalicoctlState {
  const stored = profile.stored(shown);
  return { ...state, keys: put(state.keys, `${PROFILES}${stored.name}/rules`, rulesText(stored)) };
}
