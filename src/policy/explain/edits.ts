import { addRule, moveRule } from '../edit';
import { encodeRules, type Profile } from '../profile';
import { withRules, type CompiledPolicy } from '../verdict/compile';
import type { RuleEdit } from './reasons';
import { profileOf } from './stored-rules';

/** The profile after an edit; undefined when it cannot be made there. */
export function applyEdit(profile: Profile, edit: RuleEdit): Profile | undefined {
  const { direction, position, rule } = edit;
  if (position > profile[direction].length && edit.kind !== 'insert') return undefined;
  if (edit.kind === 'remove') return { ...profile, [direction]: profile[direction].toSpliced(position - 1, 1) };
  if (edit.kind === 'replace') return { ...profile, [direction]: profile[direction].with(position - 1, rule) };
  const result = edit.kind === 'move' ? moveRule(profile, direction, edit.from, position) : addRule(profile, direction, rule, position);
  return result.kind === 'changed' ? result.profile : undefined;
}

/** The policy after edits of its rules; undefined when one of them cannot be made. */
export function withEdits(policy: CompiledPolicy, edits: readonly RuleEdit[]): CompiledPolicy | undefined {
  let edited = policy;
  for (const edit of edits) {
    const profile = profileOf(edited, edit.profile);
    const changed = profile && applyEdit(profile, edit);
    if (!changed) return undefined;
    edited = withRules(edited, edit.profile, encodeRules(changed));
  }
  return edited;
}
