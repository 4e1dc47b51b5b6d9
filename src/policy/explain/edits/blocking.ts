import { judge, type CompiledModel, type Stage } from '../../verdict';
import type { Flow } from '../../model/flow';
import type { Rule } from '../../model/rule';
import { byEffect, withEdits, withEffect, type FlowEdits } from './effect';
import { newRule } from './new-rule';
import { languageOf, type PolicyEdit } from './object-edit';
import { withoutRules } from './removed-rules';

/** Maximum number of rules that are removed to block one flow. */
const MOST_REMOVALS = 20;

/**
 * Returns the edits that would block an allowed flow, those first that close the least. Each endpoint has at most two: a
 * rule more that denies just this flow, in the last policy that sees it and can deny; and the removal of all that
 * allows it, which is the only way in NetworkPolicies of Kubernetes. An endpoint that no policy allows the flow at has
 * none: only a new policy could.
 */
export function blockingEdits(flow: Flow, model: CompiledModel): readonly FlowEdits[] {
  const { enforced } = judge(flow, model);
  if (enforced.outcome !== 'allowed') return [];
  return enforced.stages
    .flatMap((stage) => [denial(stage), removal(flow, stage, model)].map((edits) => ({ stage, edits })))
    .filter(({ edits }) => edits.length > 0)
    .map((choice) => ({ ...choice, after: withEdits(model, choice.edits) }))
    .filter(({ after }) => judge(flow, after).enforced.outcome === 'denied')
    .map(({ stage, edits, after }) => withEffect(edits, model, after, stage.packet.version))
    .sort(byEffect);
}

/** The nearest policy before the decision that can deny: NetworkPolicies of Kubernetes can't. */
function denial(stage: Stage): readonly PolicyEdit[] {
  const steps = stage.tiers.flatMap(({ policies }) => policies);
  const last = steps.findLast(({ policy }) => (languageOf(policy.origin.object) ?? 'kubernetes') !== 'kubernetes');
  const edit = last && newRule('deny', last.policy, stage, last.decided?.index);
  return edit ? [edit] : [];
}

/** Policies add to each other, so what allows is removed until nothing does. */
function removal(flow: Flow, { endpoint, direction, layer }: Stage, model: CompiledModel): readonly PolicyEdit[] {
  const removed = new Map<string, Rule[]>();
  const edits = new Map<string, PolicyEdit>();
  for (let count = 0; count < MOST_REMOVALS; count += 1) {
    const { stages, outcome } = judge(flow, withEdits(model, [...edits.values()])).enforced;
    if (outcome === 'denied') return [...edits.values()];
    const tier = stages
      .find((stage) => stage.endpoint.id === endpoint.id && stage.direction === direction && stage.layer === layer)
      ?.tiers.at(-1);
    const { policy: { id } = {}, decided } = tier?.policies.at(-1) ?? {};
    const policy = model.model.policies.find((own) => own.id === id);
    if (tier?.by !== 'rule' || tier.outcome !== 'allow' || !policy || !decided) return [];
    const rules = [...(removed.get(policy.id) ?? []), decided.rule];
    const edit = withoutRules(policy, direction, rules);
    if (!edit) return [];
    removed.set(policy.id, rules);
    edits.set(policy.id, edit);
  }
  return [];
}
