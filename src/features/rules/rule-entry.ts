import type { Snapshot } from '../../cluster/model/snapshot';
import type { TieredPolicy } from '../../policy/calico1/policy';
import type { Profile } from '../../policy/calico1/profile';
import type { Direction, Rule } from '../../policy/calico1/rule';
import { lintLevels } from '../../app/settings';
import type { Previews } from '../../app/preview/previews';
import { askRule } from './rule-input';
import { RulePreview } from './rule-preview';
import { askRuleStepByStep } from './rule-wizard';

/**
 * Asks for a rule, typed or step by step. The result of the steps is shown as text for a final check. The rule is
 * previewed meanwhile.
 * @returns The rule in stored form, or undefined if canceled.
 */
export async function askForRule(
  object: Profile | TieredPolicy,
  direction: Direction,
  current: () => Snapshot,
  previews: Previews,
): Promise<Rule | undefined> {
  const { draftOf } = await import('../../app/preview/analysis');
  const target = { object, direction, current, levels: lintLevels };
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
