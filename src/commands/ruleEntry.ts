import type { Snapshot } from '../cluster/snapshot';
import type { Profile } from '../policy/profile';
import type { Direction, Rule } from '../policy/rule';
import { askRule } from './ruleInput';
import { askRuleStepByStep } from './ruleWizard';

/**
 * Asks for a rule, typed or step by step; what came of the steps is shown as text for a last look.
 * @returns the rule as it will be stored, or undefined when the person left.
 */
export async function askForRule(profile: Profile, direction: Direction, current: () => Snapshot): Promise<Rule | undefined> {
  let text = '';
  for (;;) {
    const input = await askRule(profile, direction, current, text);
    if (input?.kind !== 'step-by-step') return input?.rule;
    text = (await askRuleStepByStep(profile, direction, current())) ?? text;
  }
}
