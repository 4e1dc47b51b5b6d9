import type { Policy, Profile, ProfileRules } from '../model/policy';
import type { Direction, Rule } from '../model/rule';
import { packRules, type PackedRules } from './packed/packed-rules';
import type { Predicate, PredicateIndex } from './predicate';
import { compileRule, type CompiledRule } from './rule';
import type { PolicyStep } from './trace';

/** A policy, compiled for evaluation. */
export interface CompiledPolicy {
  readonly policy: Policy;
  readonly selects: Predicate;
  readonly rules: Readonly<Record<Direction, readonly CompiledRule[] | undefined>>;
  /** The same rules for reading all of them. */
  readonly packed: Readonly<Record<Direction, PackedRules | undefined>>;
  /** The step of every verdict in which none of its rules matched. */
  readonly silent: PolicyStep;
}

export function compilePolicy(policy: Policy, predicates: PredicateIndex): CompiledPolicy {
  const ingress = policy.ingress && compileRules(policy.ingress, predicates);
  const egress = policy.egress && compileRules(policy.egress, predicates);
  return {
    policy,
    selects: predicates.selector(policy.selector),
    rules: { ingress: ingress?.rules, egress: egress?.rules },
    packed: { ingress, egress },
    silent: { policy, decided: undefined, logged: [] },
  };
}

/** A profile, compiled for evaluation. */
export interface CompiledProfile {
  readonly profile: Profile;
  readonly state: ProfileRules['state'];
  readonly rules: Readonly<Record<Direction, readonly CompiledRule[]>>;
  /** The same rules for reading all of them. */
  readonly packed: Readonly<Record<Direction, PackedRules>>;
}

export function compileProfile(profile: Profile, predicates: PredicateIndex): CompiledProfile {
  const { rules } = profile;
  const ingress = compileRules(rules.state === 'in-force' ? rules.ingress : [], predicates);
  const egress = compileRules(rules.state === 'in-force' ? rules.egress : [], predicates);
  return {
    profile,
    state: rules.state,
    rules: { ingress: ingress.rules, egress: egress.rules },
    packed: { ingress, egress },
  };
}

/** Packs the rules at once, while all their parts are at hand. */
function compileRules(rules: readonly Rule[], predicates: PredicateIndex): PackedRules {
  return packRules(
    rules.map((rule) => compileRule(rule, predicates)),
    predicates.networks,
  );
}
