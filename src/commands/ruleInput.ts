import * as vscode from 'vscode';
import { networksOf } from '../cluster/joins';
import type { Snapshot } from '../cluster/snapshot';
import { addRule } from '../policy/edit';
import { parseRule } from '../policy/grammar';
import { displayName } from '../policy/names';
import type { Profile } from '../policy/profile';
import type { Direction, Rule } from '../policy/rule';
import { storedRule, tagProblem } from './policyEdit';

const STEP_BY_STEP: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('list-ordered'), tooltip: 'Step by step' };

/** What the person made of the input: a rule as it will be stored, the wish to be led step by step, or nothing. */
export type RuleInput = { readonly kind: 'rule'; readonly rule: Rule } | { readonly kind: 'step-by-step' } | undefined;

/** Asks for a rule in calicoctl's syntax and checks it at every keystroke: against the grammar, the tags of the cluster, and Felix. */
export function askRule(profile: Profile, direction: Direction, current: () => Snapshot, text = ''): Promise<RuleInput> {
  const input = vscode.window.createInputBox();
  input.title = `Add ${direction} rule to ${displayName(profile.name, networksOf(current()))}`;
  input.prompt = 'In calicoctl’s syntax; it is added at the end. The button above leads step by step.';
  input.placeholder = direction === 'inbound' ? 'allow tcp from tag client to ports 9000' : 'allow tcp to tag frontend ports 9000';
  input.buttons = [STEP_BY_STEP];
  input.ignoreFocusOut = true;
  input.value = text;
  const check = () => {
    const { message, severity } = validate(input.value, profile, direction, current());
    input.validationMessage = message === undefined ? undefined : { message, severity };
  };
  if (text !== '') check();
  return new Promise((resolve) => {
    let answer: RuleInput;
    input.onDidChangeValue(check);
    input.onDidTriggerButton(() => {
      answer = { kind: 'step-by-step' };
      input.hide();
    });
    input.onDidAccept(() => {
      const { rule, message, severity } = validate(input.value, profile, direction, current());
      if (rule) {
        answer = { kind: 'rule', rule: storedRule(rule, profile.name, current()) };
        input.hide();
      } else {
        input.validationMessage = { message: message ?? 'Type a rule, for example: allow tcp to ports 9001', severity };
      }
    });
    input.onDidHide(() => {
      input.dispose();
      resolve(answer);
    });
    input.show();
  });
}

interface Judgement {
  /** There when the rule may be added. */
  readonly rule?: Rule;
  readonly message?: string;
  readonly severity: vscode.InputBoxValidationSeverity;
}

const { Error: ERROR, Warning: WARNING, Info: INFO } = vscode.InputBoxValidationSeverity;

/** Judges a rule's text for a profile. */
export function validate(text: string, profile: Profile, direction: Direction, snapshot: Snapshot): Judgement {
  if (text.trim() === '') return { severity: ERROR };
  const { rule, errors } = parseRule(text);
  const [error] = errors;
  if (error) return { severity: ERROR, message: error.suggestion === undefined ? error.message : `${error.message} Did you mean “${error.suggestion}”?` };
  if (!rule) return { severity: ERROR };
  const tags = tagProblem(rule, profile.name, snapshot);
  if (tags?.severity === 'error') return { severity: ERROR, message: tags.message };
  const result = addRule(profile, direction, storedRule(rule, profile.name, snapshot));
  if (result.kind === 'invalid') return { severity: ERROR, message: result.reason };
  if (result.kind === 'already-present') return { rule, severity: INFO, message: `The same rule stands at ${direction} ${result.position}: nothing would change.` };
  return tags ? { rule, severity: WARNING, message: tags.message } : { rule, severity: INFO };
}
