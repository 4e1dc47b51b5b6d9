import {
  addRule,
  removeRule,
  type AddRule,
  type Changed,
  type NotFound,
  type OutOfRange,
} from '../../policy/calico1/edit';
import { sameJson } from '../../base/json';
import { formatRule } from '../../policy/calico1/grammar';
import type { Profile } from '../../policy/calico1/profile';
import { deleteRule, insertRule, shiftRule, type AlreadyPresent, type Invalid } from '../../policy/calico1/rule-list';
import type { Direction, Rule } from '../../policy/calico1/rule';
import type { DropTarget } from './drag-plan';
import type { PolicyRuleNode, RuleNode } from '../../app/tree-nodes';
import { positionIn } from './rows/tier-rows';

/** The result of moving a rule; `not-found` if the rule, or the one to move it before, no longer exists. */
export type Moved = AddRule | Changed | NotFound | OutOfRange;

/** The rules of a profile or a policy. */
type RuleLists = Readonly<Record<Direction, readonly Rule[]>>;

/** A rule by its text, as rows identify it. */
type RuleKey = Pick<RuleNode | PolicyRuleNode, 'direction' | 'text' | 'occurrence'>;

/** Where to move rules to; see {@link DropTarget}. */
interface Place {
  readonly direction?: Direction;
  readonly before?: RuleKey;
}

/** Lists of rules after a move, or why nothing was moved. */
type MovedLists<T extends RuleLists> =
  { readonly kind: 'changed'; readonly lists: T } | AlreadyPresent | Invalid | NotFound | OutOfRange;

/**
 * Moves rules within a profile or a policy, in order. Finds them by their text, so that a rule that someone else put at
 * a position is never moved instead. Returns the same object if they are already there.
 */
export function moveInLists<T extends RuleLists>(lists: T, keys: readonly RuleKey[], to: Place): MovedLists<T> {
  let moved = lists;
  for (const key of keys) {
    const result = moveOne(moved, key, to);
    if (result.kind !== 'changed') return result;
    moved = result.lists;
  }
  return { kind: 'changed', lists: isInOrder(lists, moved) ? lists : moved };
}

function moveOne<T extends RuleLists>(lists: T, key: RuleKey, to: Place): MovedLists<T> {
  const direction = to.direction ?? key.direction;
  const from = positionIn(lists[key.direction], key) + 1;
  const at = positionOf(lists, direction, to);
  const rule = lists[key.direction][from - 1];
  if (!rule || at === undefined) return { kind: 'not-found' };
  if (direction === key.direction) {
    // Removing the rule moves the following ones up by one.
    const position = at > from ? at - 1 : at;
    if (position === from) return { kind: 'changed', lists };
    const shifted = shiftRule(lists[direction], from, position);
    return shifted.kind === 'changed' ? { kind: 'changed', lists: { ...lists, [direction]: shifted.rules } } : shifted;
  }
  const added = insertRule(lists[direction], rule, at);
  if (added.kind !== 'changed') return added;
  const removed = deleteRule(lists[key.direction], from);
  return removed.kind === 'changed'
    ? { kind: 'changed', lists: { ...lists, [direction]: added.rules, [key.direction]: removed.rules } }
    : removed;
}

/** Whether two versions have the same rules in the same order. */
function isInOrder(before: RuleLists, after: RuleLists): boolean {
  return (['inbound', 'outbound'] as const).every((direction) =>
    sameJson(before[direction].map(formatRule), after[direction].map(formatRule)),
  );
}

/** Moves a rule within its profile, as {@link moveInLists} does. */
export function moveWithin(profile: Profile, node: RuleNode, to: DropTarget): Moved {
  return moveAllWithin(profile, [node], to);
}

/** Moves rules within their profile, in order, as {@link moveInLists} does. */
export function moveAllWithin(profile: Profile, nodes: readonly RuleNode[], to: DropTarget): Moved {
  const result = moveInLists(profile, nodes, to);
  return result.kind === 'changed' ? { kind: 'changed', profile: result.lists } : result;
}

/** Inserts a rule of another profile. If an equal one exists, doesn't add another. */
export function putInto(profile: Profile, direction: Direction, rule: Rule, to: DropTarget): Moved {
  const at = positionOf(profile, direction, to);
  return at === undefined ? { kind: 'not-found' } : addRule(profile, direction, rule, at);
}

/** Removes the rule of a row from its profile. */
export function takeOut(profile: Profile, node: RuleNode): Changed | NotFound | OutOfRange {
  const index = positionIn(profile[node.direction], node);
  return index < 0 ? { kind: 'not-found' } : removeRule(profile, node.direction, index + 1);
}

/** Returns the position of a target, counted from 1; undefined if its rule no longer exists. */
function positionOf(lists: RuleLists, direction: Direction, { before }: Place): number | undefined {
  if (!before) return lists[direction].length + 1;
  const index = positionIn(lists[direction], before);
  return index < 0 ? undefined : index + 1;
}
