import type { Stage } from '../verdict';
import type { Rule } from '../model/rule';

/** A rule of a profile, by its 1-based position as in calicoctl. */
export interface ProfilePlace {
  readonly profile: string;
  readonly position: number;
}

/** Returns the 1-based position of a rule in its stored list; undefined for one that represents the whole list. */
export function positionOf({ origin: { path } }: Rule): number | undefined {
  const index = path.at(-1);
  return typeof index === 'number' ? index + 1 : undefined;
}

/** Returns the rule of a profile that decided at an endpoint; undefined if no rule of a profile did. */
export function decidingRule(stage: Stage | undefined): ProfilePlace | undefined {
  const step = stage?.reason === 'rule' ? stage.profiles.at(-1) : undefined;
  const position = step?.decided && positionOf(step.decided.rule);
  return step && position !== undefined ? { profile: step.profile, position } : undefined;
}
