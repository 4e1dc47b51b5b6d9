import { isRecord, parseJson } from '../../../base/json';
import { addRule, moveRule } from '../../calico1/edit';
import { encodeRules, RULES_KEY, type Profile } from '../../calico1/profile';
import type { StoredPolicy } from '../../calico1/stored-policy';
import { decodedOwner } from './lists';
import type { RuleEdit } from './reasons';

/** Returns the profile after an edit; undefined if the edit does not apply. A tier's policy has the form of a profile. */
export function applyEdit(profile: Profile, edit: RuleEdit): Profile | undefined {
  const { direction, position, rule } = edit;
  if (position > profile[direction].length && edit.kind !== 'insert') return undefined;
  if (edit.kind === 'remove') return { ...profile, [direction]: profile[direction].toSpliced(position - 1, 1) };
  if (edit.kind === 'replace') return { ...profile, [direction]: profile[direction].with(position - 1, rule) };
  const result =
    edit.kind === 'move'
      ? moveRule(profile, direction, edit.from, position)
      : addRule(profile, direction, rule, position);
  return result.kind === 'changed' ? result.profile : undefined;
}

/** Returns the policy after edits of its rules; undefined if one of them does not apply. */
export function withEdits(policy: StoredPolicy, edits: readonly RuleEdit[]): StoredPolicy | undefined {
  let edited = policy;
  for (const edit of edits) {
    const rules = rulesAfter(edit, edited);
    if (rules === undefined) return undefined;
    edited = edit.policy
      ? edited.withPolicy(edit.policy.tier, edit.policy.name, rules)
      : edited.withRules(edit.profile, rules);
  }
  return edited;
}

function rulesAfter(edit: RuleEdit, policy: StoredPolicy): string | undefined {
  const profile = decodedOwner(policy, edit);
  if (!profile) return edit.policy ? undefined : mended(edit, policy.storedProfile(edit.profile)?.rules);
  const changed = applyEdit(profile, edit);
  return changed && encodeRules(changed);
}

/** An unreadable rule makes its whole profile unreadable; replacing that rule repairs it. */
function mended({ kind, direction, position, rule }: RuleEdit, rules: string | undefined): string | undefined {
  const document = parseJson(rules ?? '');
  const list = isRecord(document) ? document[RULES_KEY[direction]] : undefined;
  if (kind !== 'replace' || !Array.isArray(list) || position > list.length) return undefined;
  return JSON.stringify({
    ...(document as object),
    [RULES_KEY[direction]]: (list as unknown[]).with(position - 1, rule),
  });
}
