import type { Policy } from '../model/policy';
import type { Rule } from '../model/rule';
import type { CompiledModel, PolicyStage, Stage, Verdict } from '../verdict';
import { unmet } from '../verdict/match';

/** A rule in force at an endpoint, with its policy. */
export interface PlacedRule {
  readonly policy: Policy;
  readonly rule: Rule;
}

/** A rule that would have allowed a packet if an earlier one had not decided. */
export interface SkippedRule extends PlacedRule {
  /** The earlier rule, which denies the packet or passes it on to a later tier. */
  readonly by: PlacedRule;
}

/** Returns the rules that would have allowed a denied packet but come after a denial or a pass of their tier. */
export function skippedRules(
  { stages }: Verdict,
  model: CompiledModel,
  view: PolicyStage = 'enforced',
): readonly SkippedRule[] {
  const stage = stages.find(({ outcome }) => outcome === 'deny');
  return stage ? skippedAt(stage, model, view) : [];
}

function skippedAt(stage: Stage, model: CompiledModel, view: PolicyStage): readonly SkippedRule[] {
  const { direction, layer, packet } = stage;
  const member = model.directory.member(stage.endpoint.id);
  const plan = member ? model.plansOf(member.class).of(view, layer, direction) : [];
  return stage.tiers.flatMap(({ tier, policies, by }) => {
    const last = policies.at(-1);
    if (by !== 'rule' || !last?.decided || last.decided.rule.action === 'allow') return [];
    const decided = { policy: last.policy, rule: last.decided.rule };
    const { index } = last.decided;
    const planned = plan.find((other) => other.tier === tier)?.policies ?? [];
    return planned
      .slice(policies.length - 1)
      .flatMap(({ policy, rules }, place) =>
        (rules[direction] ?? []).flatMap((rule, at): readonly SkippedRule[] =>
          rule.action === 'allow' && (place > 0 || at > index) && unmet(rule, packet, model.services).length === 0
            ? [{ policy, rule: rule.rule, by: decided }]
            : [],
        ),
      );
  });
}
