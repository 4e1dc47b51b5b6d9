import type { Profile } from '../calico1/profile';
import type { OwnerRef } from '../explain/calico1/lists';
import type { Direction, Rule } from '../calico1/rule';
import type { Facts } from './facts';
import type { UnratedFinding, RuleLocation } from './finding';
import { shapeOf, type Shape } from './shape';

/** One list of rules, prepared for checks. */
export interface RuleList {
  readonly owner: OwnerRef;
  /** The owner of the list; a policy of a tier has the form of a profile. */
  readonly profile: Profile;
  readonly direction: Direction;
  readonly shapes: readonly Shape[];
}

/** Receives the findings of a check. */
export type Report = (found: UnratedFinding) => void;

/** Checks one list of rules for one kind of problem. */
export type Check = (list: RuleList, facts: Facts, report: Report) => void;

const known = new WeakMap<readonly Rule[], readonly Shape[]>();

/** Cached: lists that have not changed are not prepared again. */
export function ruleList(owner: OwnerRef, profile: Profile, direction: Direction): RuleList {
  const rules = profile[direction];
  let shapes = known.get(rules);
  if (!shapes) known.set(rules, (shapes = rules.map(shapeOf)));
  return { owner, profile, direction, shapes };
}

/** Returns the location of the rule at a 0-based index. */
export function locationOf({ owner, direction }: RuleList, index: number, { rule }: Shape): RuleLocation {
  const { profile, policy } = owner;
  // Most rules have a finding, and spreading an object is many times slower.
  return policy
    ? { profile, policy, direction, position: index + 1, rule }
    : { profile, direction, position: index + 1, rule };
}
