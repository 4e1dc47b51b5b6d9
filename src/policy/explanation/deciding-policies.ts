import type { CompiledModel, View } from '../evaluation';
import type { Policy, Tier } from '../model/policy';
import type { Direction } from '../model/rule';

/** What decides for an endpoint in one direction, in the order in which it is asked. */
export interface DecidingPolicies {
  readonly tiers: readonly { readonly tier: Tier; readonly policies: readonly Policy[] }[];
  /** Asked where no tier decides. */
  readonly profiles: readonly string[];
}

/** Who decides for an endpoint; undefined for one that the model does not have. */
export function decidingPoliciesOf(
  endpoint: string,
  direction: Direction,
  model: CompiledModel,
  view: View = 'enforced',
): DecidingPolicies | undefined {
  const member = model.directory.member(endpoint);
  if (!member) return undefined;
  const plan = model.plansOf(member.class).of(view, 'normal', direction);
  return {
    tiers: plan.map(({ tier, policies }) => ({ tier, policies: policies.map(({ policy }) => policy) })),
    profiles: member.class.profiles,
  };
}
