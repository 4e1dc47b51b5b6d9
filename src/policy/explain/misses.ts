import type { CompiledModel, Stage, Verdict, PolicyStage } from '../verdict';
import { unmet, type Condition } from '../verdict/match';
import type { Policy } from '../model/policy';
import type { Rule } from '../model/rule';

/** A rule that would have allowed a packet except for a few conditions. */
export interface NearMiss {
  readonly stage: Stage;
  readonly policy: Policy;
  readonly rule: Rule;
  /** The rule's index in the policy's list for the direction. */
  readonly index: number;
  readonly unmet: readonly Condition[];
}

/** Maximum number of unmet conditions of a near miss. */
const NEAR = 2;

/**
 * Returns the rules that come nearest to allowing a denied packet, nearest first: those of the denying tier, up to the
 * rule that denied it.
 */
export function nearMisses(
  verdict: Verdict,
  model: CompiledModel,
  view: PolicyStage = 'enforced',
): readonly NearMiss[] {
  const stage = verdict.stages.find(({ outcome }) => outcome === 'deny');
  return stage ? nearMissesAt(stage, model, view) : [];
}

/** Does the same for one endpoint that denies a packet. */
export function nearMissesAt(stage: Stage, model: CompiledModel, view: PolicyStage = 'enforced'): readonly NearMiss[] {
  const denying = stage.tiers.at(-1);
  const member = model.directory.member(stage.endpoint.id);
  if (!member || denying?.outcome !== 'deny') return [];
  const plan = model.plansOf(member.class).of(view, stage.layer, stage.direction);
  const planned = plan.find(({ tier }) => tier === denying.tier)?.policies ?? [];
  const found: NearMiss[] = [];
  for (const [place, { policy, rules }] of planned.slice(0, denying.policies.length).entries()) {
    const decided = denying.policies[place]?.decided?.index ?? Infinity;
    for (const [index, rule] of (rules[stage.direction] ?? []).entries()) {
      if (rule.action !== 'allow' || index >= decided) continue;
      const conditions = unmet(rule, stage.packet, model.services);
      if (conditions.length > 0 && conditions.length <= NEAR)
        found.push({ stage, policy, rule: rule.rule, index, unmet: conditions });
    }
  }
  return found.sort((a, b) => a.unmet.length - b.unmet.length);
}
