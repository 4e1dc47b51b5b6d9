import * as l10n from '@vscode/l10n';
import type { Profile } from './profile';
import type { Direction, Rule } from './rule';
import { isTag } from './felix';
import {
  deleteRule,
  insertRule,
  shiftRule,
  type AlreadyPresent,
  type ChangedRules,
  type Invalid,
  type NotFound,
  type OutOfRange,
} from './rule-list';

export type { NotFound, OutOfRange } from './rule-list';

export interface Changed {
  readonly kind: 'changed';
  readonly profile: Profile;
}

export type AddRule = Changed | AlreadyPresent | OutOfRange | Invalid;

/** Adds a rule as {@link insertRule} does. */
export function addRule(profile: Profile, direction: Direction, rule: Rule, position?: number): AddRule {
  return withRules(profile, direction, insertRule(profile[direction], rule, position));
}

/** Removes the rule at a 1-based position, or the first rule equal to the given one. */
export function removeRule(
  profile: Profile,
  direction: Direction,
  target: number | Rule,
): Changed | NotFound | OutOfRange {
  return withRules(profile, direction, deleteRule(profile[direction], target));
}

/** Moves the rule at the 1-based position `from` to position `to`. */
export function moveRule(profile: Profile, direction: Direction, from: number, to: number): Changed | OutOfRange {
  return withRules(profile, direction, shiftRule(profile[direction], from, to));
}

function withRules<Other extends { readonly kind: string }>(
  profile: Profile,
  direction: Direction,
  result: ChangedRules | Other,
): Changed | Exclude<Other, ChangedRules> {
  return isChanged(result)
    ? { kind: 'changed', profile: { ...profile, [direction]: result.rules } }
    : (result as Exclude<Other, ChangedRules>);
}

function isChanged(result: { readonly kind: string }): result is ChangedRules {
  return result.kind === 'changed';
}

/** Appends a tag to the list. */
export function addTag(profile: Profile, tag: string): Changed | AlreadyPresent | Invalid {
  if (!isTag(tag)) {
    return {
      kind: 'invalid',
      reason: l10n.t(
        '“{0}” is not a valid tag in Felix. Tags consist of letters, digits, dots, dashes and underscores. Felix would ignore all tags of the profile.',
        tag,
      ),
    };
  }
  const present = profile.tags.indexOf(tag);
  if (present >= 0) return { kind: 'already-present', position: present + 1 };
  return { kind: 'changed', profile: { ...profile, tags: [...profile.tags, tag] } };
}

/** Removes all occurrences of a tag. */
export function removeTag(profile: Profile, tag: string): Changed | NotFound {
  const tags = profile.tags.filter((other) => other !== tag);
  return tags.length === profile.tags.length
    ? { kind: 'not-found' }
    : { kind: 'changed', profile: { ...profile, tags } };
}
