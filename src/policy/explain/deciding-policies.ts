import type { CompiledModel, PolicyStage } from '../verdict';
import type { Policy, Tier } from '../model/policy';
import type { Direction } from '../model/rule';

/** The policies that decide for an endpoint in one direction, in evaluation order. */
export interface DecidingPolicies {
  readonly tiers: readonly { readonly tier: Tier; readonly policies: readonly Policy[] }[];
  /** Evaluated if no tier decides. */
  readonly profiles: readonly string[];
}

/** Returns the policies that decide for an endpoint; undefined if the model doesn't contain it. */
export function decidingPoliciesOf(
  endpoint: string,
  direction: Direction,
  model: CompiledModel,
  view: PolicyStage = 'enforced',
): DecidingPolicies | undefined {
  const member = model.directory.member(endpoint);
  if (!member) return undefined;
  const plan = model.plansOf(member.class).of(view, 'normal', direction);
  return {
    tiers: plan.map(({ tier, policies }) => ({ tier, policies: policies.map(({ policy }) => policy) })),
    profiles: member.class.profiles,
  };
}
