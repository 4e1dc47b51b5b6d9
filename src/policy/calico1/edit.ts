import * as l10n from '@vscode/l10n';
import { indexOfRule } from './equality';
import type { Profile } from './profile';
import type { Direction, Rule } from './rule';
import { faultsOfRule, isTag } from './felix';

/** The edit was not made, because Felix would ignore the whole profile; `reason` is a sentence. */
export interface Invalid {
  readonly kind: 'invalid';
  readonly reason: string;
}

export interface Changed {
  readonly kind: 'changed';
  readonly profile: Profile;
}

/** The position is outside the `count` rules. */
export interface OutOfRange {
  readonly kind: 'out-of-range';
  readonly count: number;
}

export interface NotFound {
  readonly kind: 'not-found';
}

export type AddRule = Changed | { readonly kind: 'already-present'; readonly position: number } | OutOfRange | Invalid;

/**
 * Adds a rule before the 1-based `position` (count + 1 appends), or at the end. As in calicoctl, a rule equal to one of
 * the same direction is not added again; unlike calicoctl, a position out of range is refused.
 */
export function addRule(profile: Profile, direction: Direction, rule: Rule, position?: number): AddRule {
  const rules = profile[direction];
  const [fault] = faultsOfRule(rule);
  if (fault) return { kind: 'invalid', reason: fault.message };
  const present = indexOfRule(rules, rule);
  if (present >= 0) return { kind: 'already-present', position: present + 1 };
  const at = position ?? rules.length + 1;
  if (!isPosition(at, rules.length + 1)) return { kind: 'out-of-range', count: rules.length };
  return { kind: 'changed', profile: { ...profile, [direction]: rules.toSpliced(at - 1, 0, rule) } };
}

/** Removes the rule at a 1-based position, or the first rule equal to the given one. */
export function removeRule(
  profile: Profile,
  direction: Direction,
  target: number | Rule,
): Changed | NotFound | OutOfRange {
  const rules = profile[direction];
  if (typeof target === 'number' && !isPosition(target, rules.length))
    return { kind: 'out-of-range', count: rules.length };
  const index = typeof target === 'number' ? target - 1 : indexOfRule(rules, target);
  if (index < 0) return { kind: 'not-found' };
  return { kind: 'changed', profile: { ...profile, [direction]: rules.toSpliced(index, 1) } };
}

/** Moves the rule at the 1-based position `from` to position `to`. */
export function moveRule(profile: Profile, direction: Direction, from: number, to: number): Changed | OutOfRange {
  const rules = profile[direction];
  const rule = rules[from - 1];
  if (!rule || !isPosition(to, rules.length)) return { kind: 'out-of-range', count: rules.length };
  return {
    kind: 'changed',
    profile: { ...profile, [direction]: rules.toSpliced(from - 1, 1).toSpliced(to - 1, 0, rule) },
  };
}

/** Appends a tag to the list. */
export function addTag(
  profile: Profile,
  tag: string,
): Changed | { readonly kind: 'already-present'; readonly position: number } | Invalid {
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

function isPosition(position: number, count: number): boolean {
  return Number.isInteger(position) && position >= 1 && position <= count;
}
