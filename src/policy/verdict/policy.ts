import type { Policy, Profile, ProfileRules } from '../model/policy';
import type { Direction } from '../model/rule';
import type { Predicate, PredicateIndex } from './predicate';
import { compileRule, type CompiledRule } from './rule';
import type { PolicyStep } from './trace';

/** A policy, compiled for evaluation. */
export interface CompiledPolicy {
  readonly policy: Policy;
  readonly selects: Predicate;
  readonly rules: Readonly<Record<Direction, readonly CompiledRule[] | undefined>>;
  /** The step of every verdict in which none of its rules matched. */
  readonly silent: PolicyStep;
}

export function compilePolicy(policy: Policy, predicates: PredicateIndex): CompiledPolicy {
  return {
    policy,
    selects: predicates.selector(policy.selector),
    rules: {
      ingress: policy.ingress?.map((rule) => compileRule(rule, predicates)),
      egress: policy.egress?.map((rule) => compileRule(rule, predicates)),
    },
    silent: { policy, decided: undefined, logged: [] },
  };
}

/** A profile, compiled for evaluation. */
export interface CompiledProfile {
  readonly profile: Profile;
  readonly state: ProfileRules['state'];
  readonly rules: Readonly<Record<Direction, readonly CompiledRule[]>>;
}

export function compileProfile(profile: Profile, predicates: PredicateIndex): CompiledProfile {
  const { rules } = profile;
  const compile = (direction: Direction) =>
    rules.state === 'in-force' ? rules[direction].map((rule) => compileRule(rule, predicates)) : [];
  return { profile, state: rules.state, rules: { ingress: compile('ingress'), egress: compile('egress') } };
}
