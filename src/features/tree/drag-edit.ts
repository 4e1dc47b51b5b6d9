import {
  addRule,
  moveRule,
  removeRule,
  type AddRule,
  type Changed,
  type NotFound,
  type OutOfRange,
} from '../../policy/calico1/edit';
import type { Profile } from '../../policy/calico1/profile';
import type { Direction, Rule } from '../../policy/calico1/rule';
import { locateIn } from './children';
import type { DropTarget } from './drag-plan';
import type { RuleNode } from '../../app/tree-nodes';

/** What moving a rule can come to; `not-found` when the rule, or the one to put it before, has gone. */
export type Moved = AddRule | Changed | NotFound | OutOfRange;

/**
 * Moves a rule within its profile. It is found by what it says, not by its place alone, so that a rule that somebody
 * else put there meanwhile is never moved in its stead.
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
  // Taking the rule out moves those behind it up by one.
  const position = at > from.position ? at - 1 : at;
  return position === from.position
    ? { kind: 'changed', profile }
    : moveRule(profile, direction, from.position, position);
}

/** Puts a rule of another profile in its place; an equal one that stands there already is not doubled. */
export function putInto(profile: Profile, direction: Direction, rule: Rule, to: DropTarget): Moved {
  const at = positionOf(profile, direction, to);
  return at === undefined ? { kind: 'not-found' } : addRule(profile, direction, rule, at);
}

/** Takes the rule of a row out of its profile. */
export function takeOut(profile: Profile, node: RuleNode): Changed | NotFound | OutOfRange {
  const found = locateIn(profile, node);
  return found ? removeRule(profile, node.direction, found.position) : { kind: 'not-found' };
}

/** The 1-based position that a place stands for; undefined when the rule that marks it has gone. */
function positionOf(profile: Profile, direction: Direction, { before }: DropTarget): number | undefined {
  return before ? locateIn(profile, before)?.position : profile[direction].length + 1;
}
