import { indexOfRule } from './equality';
import { faultsOfRule } from './felix';
import type { Rule } from './rule';

/** The edit was not made, because Felix would ignore all rules of the object; `reason` is a sentence. */
export interface Invalid {
  readonly kind: 'invalid';
  readonly reason: string;
}

/** The position is outside the `count` rules. */
export interface OutOfRange {
  readonly kind: 'out-of-range';
  readonly count: number;
}

export interface NotFound {
  readonly kind: 'not-found';
}

/** An equal rule is in the list, at a position counted from 1. */
export interface AlreadyPresent {
  readonly kind: 'already-present';
  readonly position: number;
}

/** The rules of a direction after an edit. */
export interface ChangedRules {
  readonly kind: 'changed';
  readonly rules: readonly Rule[];
}

/**
 * Adds a rule before the 1-based `position` (count + 1 appends), or at the end. As in calicoctl, a rule equal to one of
 * the same direction is not added again; unlike calicoctl, a position out of range is refused.
 */
export function insertRule(
  rules: readonly Rule[],
  rule: Rule,
  position?: number,
): ChangedRules | AlreadyPresent | OutOfRange | Invalid {
  const [fault] = faultsOfRule(rule);
  if (fault) return { kind: 'invalid', reason: fault.message };
  const present = indexOfRule(rules, rule);
  if (present >= 0) return { kind: 'already-present', position: present + 1 };
  const at = position ?? rules.length + 1;
  if (!isPosition(at, rules.length + 1)) return { kind: 'out-of-range', count: rules.length };
  return { kind: 'changed', rules: rules.toSpliced(at - 1, 0, rule) };
}

/** Removes the rule at a 1-based position, or the first rule equal to the given one. */
export function deleteRule(rules: readonly Rule[], target: number | Rule): ChangedRules | NotFound | OutOfRange {
  if (typeof target === 'number' && !isPosition(target, rules.length))
    return { kind: 'out-of-range', count: rules.length };
  const index = typeof target === 'number' ? target - 1 : indexOfRule(rules, target);
  return index < 0 ? { kind: 'not-found' } : { kind: 'changed', rules: rules.toSpliced(index, 1) };
}

/** Moves the rule at the 1-based position `from` to position `to`. */
export function shiftRule(rules: readonly Rule[], from: number, to: number): ChangedRules | OutOfRange {
  const rule = rules[from - 1];
  if (!rule || !isPosition(to, rules.length)) return { kind: 'out-of-range', count: rules.length };
  return { kind: 'changed', rules: rules.toSpliced(from - 1, 1).toSpliced(to - 1, 0, rule) };
}

function isPosition(position: number, count: number): boolean {
  return Number.isInteger(position) && position >= 1 && position <= count;
}
