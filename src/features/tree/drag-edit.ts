import {
  addRule,
  moveRule,
  removeRule,
  type AddRule,
  type Changed,
  type NotFound,
  type OutOfRange,
} from '../../policy/calico1/edit';
import { sameJson } from '../../base/json';
import { formatRule } from '../../policy/calico1/grammar';
import type { Profile } from '../../policy/calico1/profile';
import type { Direction, Rule } from '../../policy/calico1/rule';
import { locateIn } from './children';
import type { DropTarget } from './drag-plan';
import type { RuleNode } from '../../app/tree-nodes';

/** The result of moving a rule; `not-found` if the rule, or the one to move it before, no longer exists. */
export type Moved = AddRule | Changed | NotFound | OutOfRange;

/**
 * Moves a rule within its profile. Finds it by its text, so that a rule that someone else put at its position is never
 * moved instead.
 */
export function moveWithin(profile: Profile, node: RuleNode, to: DropTarget): Moved {
  const direction = to.direction ?? node.direction;
  const from = locateIn(profile, node);
  const at = positionOf(profile, direction, to);
  if (!from || at === undefined) return { kind: 'not-found' };
  if (direction !== node.direction) {
    const added = addRule(profile, direction, from.rule, at);
    return added.kind === 'changed' ? removeRule(added.profile, node.direction, from.position) : added;
  }
  // Removing the rule moves the following ones up by one.
  const position = at > from.position ? at - 1 : at;
  return position === from.position
    ? { kind: 'changed', profile }
    : moveRule(profile, direction, from.position, position);
}

/**
 * Moves rules within their profile, in order, as {@link moveWithin} does. Returns the same profile if they are already
 * there.
 */
export function moveAllWithin(profile: Profile, nodes: readonly RuleNode[], to: DropTarget): Moved {
  let moved = profile;
  for (const node of nodes) {
    const result = moveWithin(moved, node, to);
    if (result.kind !== 'changed') return result;
    moved = result.profile;
  }
  return { kind: 'changed', profile: isInOrder(profile, moved) ? profile : moved };
}

/** Whether two versions of a profile have the same rules in the same order. */
function isInOrder(before: Profile, after: Profile): boolean {
  return (['inbound', 'outbound'] as const).every((direction) =>
    sameJson(before[direction].map(formatRule), after[direction].map(formatRule)),
  );
}

/** Inserts a rule of another profile. If an equal one exists, doesn't add another. */
export function putInto(profile: Profile, direction: Direction, rule: Rule, to: DropTarget): Moved {
  const at = positionOf(profile, direction, to);
  return at === undefined ? { kind: 'not-found' } : addRule(profile, direction, rule, at);
}

/** Removes the rule of a row from its profile. */
export function takeOut(profile: Profile, node: RuleNode): Changed | NotFound | OutOfRange {
  const found = locateIn(profile, node);
  return found ? removeRule(profile, node.direction, found.position) : { kind: 'not-found' };
}

/** Returns the position of a drop target, counted from 1; undefined if its rule no longer exists. */
function positionOf(profile: Profile, direction: Direction, { before }: DropTarget): number | undefined {
  return before ? locateIn(profile, before)?.position : profile[direction].length + 1;
}
