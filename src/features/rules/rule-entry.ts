import type { Snapshot } from '../../cluster/model/snapshot';
import type { Profile } from '../../policy/calico1/profile';
import type { Direction, Rule } from '../../policy/calico1/rule';
import type { Previews } from '../../app/preview/previews';
import { askRule } from './rule-input';
import { RulePreview } from './rule-preview';
import { askRuleStepByStep } from './rule-wizard';

/**
 * Asks for a rule, typed or step by step; what came of the steps is shown as text for a last look. Meanwhile the rule
 * is previewed.
 * @returns the rule as it will be stored, or undefined when the person left.
 */
export async function askForRule(
  profile: Profile,
  direction: Direction,
  current: () => Snapshot,
  previews: Previews,
): Promise<Rule | undefined> {
  const { draftOf } = await import('../../app/preview/analysis');
  const target = { profile, direction, current };
  const preview = new RulePreview(target, previews, draftOf);
  try {
    let text = '';
    for (;;) {
      const input = await askRule(target, preview, text);
      if (input?.kind !== 'step-by-step') return input?.rule;
      preview.hide();
      text = (await askRuleStepByStep(target, preview)) ?? text;
    }
  } finally {
    preview.hide();
  }
}
