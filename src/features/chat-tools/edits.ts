import * as l10n from '@vscode/l10n';
import { ClusterError } from '../../cluster/connection/errors';
import { networksOf } from '../../cluster/model/indexes';
import type { Snapshot } from '../../cluster/model/snapshot';
import { storedRule, tagProblem } from '../../app/policy-edit';
import { addRule } from '../../policy/calico1/edit';
import { indexOfRule, rulesEqual } from '../../policy/calico1/equality';
import { applyEdit, type RuleEdit } from '../../policy/explain/calico1';
import { parseRule } from '../../policy/calico1/grammar';
import { displayName, displayRule } from '../../policy/calico1/names';
import type { Profile } from '../../policy/calico1/profile';
import type { Rule } from '../../policy/calico1/rule';
import type { EditInput } from './input';

/** Validated edits, and notes about them. */
export interface ReadEdits {
  readonly edits: readonly RuleEdit[];
  readonly notes: readonly string[];
}

/**
 * Validates the edits that a model requested for a profile. Each edit applies to the result of the previous ones.
 * @throws ClusterError about the first invalid edit.
 */
export function readEdits(inputs: readonly EditInput[], profile: Profile, snapshot: Snapshot): ReadEdits {
  const edits: RuleEdit[] = [];
  const notes: string[] = [];
  let current = profile;
  for (const input of inputs) {
    const edit = input.action === 'add' ? addition(input, current, snapshot, notes) : removal(input, current, snapshot);
    const edited = edit && applyEdit(current, edit);
    if (!edited) continue;
    edits.push(edit);
    current = edited;
  }
  return { edits, notes };
}

/** Returns undefined and adds a note if the rule already exists, which calicoctl would not add again. */
function addition(
  { direction, rule: text, position }: EditInput,
  profile: Profile,
  snapshot: Snapshot,
  notes: string[],
): RuleEdit | undefined {
  if (text === undefined)
    throw new ClusterError(
      'invalid',
      l10n.t(
        'An edit that adds requires “rule”: the rule in calicoctl syntax, for example “allow tcp from tag client to ports 9000”.',
      ),
    );
  const rule = ruleOf(text, profile, snapshot, notes);
  const result = addRule(profile, direction, rule, position);
  switch (result.kind) {
    case 'already-present':
      notes.push(l10n.t('“{0}” is already in the {1} rules, at position {2}.', text, direction, result.position));
      return undefined;
    case 'invalid':
      throw new ClusterError('invalid', l10n.t('“{0}” can’t be stored: {1}', text, result.reason));
    case 'out-of-range':
      throw new ClusterError(
        'invalid',
        l10n.t(
          'Position {0} is out of range: there are {1} {2} rules, so a rule can be added at 1 to {3}.',
          position ?? 0,
          result.count,
          direction,
          result.count + 1,
        ),
      );
    case 'changed':
      return {
        kind: 'insert',
        profile: profile.name,
        direction,
        position: position ?? profile[direction].length + 1,
        rule,
      };
  }
}

function removal({ direction, rule: text, position }: EditInput, profile: Profile, snapshot: Snapshot): RuleEdit {
  const rules = profile[direction];
  const wanted = text === undefined ? undefined : ruleOf(text, profile, snapshot, []);
  if (!wanted && position === undefined)
    throw new ClusterError('invalid', l10n.t('An edit that removes requires “rule” or “position”.'));
  const at = position ?? (wanted ? indexOfRule(rules, wanted) + 1 : 0);
  const rule = rules[at - 1];
  if (!rule || (wanted && !rulesEqual(rule, wanted))) {
    const what =
      text === undefined
        ? l10n.t('no {0} rule {1}', direction, at)
        : l10n.t(
            'no “{0}”{1} in the {2} rules',
            text,
            position === undefined ? '' : l10n.t(' at {0}', position),
            direction,
          );
    throw new ClusterError(
      'not-found',
      l10n.t('There is {0} of {1}.', what, displayName(profile.name, networksOf(snapshot))),
      standing(rules, snapshot),
    );
  }
  return { kind: 'remove', profile: profile.name, direction, position: at, rule };
}

function ruleOf(text: string, profile: Profile, snapshot: Snapshot, notes: string[]): Rule {
  const { rule, errors } = parseRule(text);
  const [error] = errors;
  if (!rule)
    throw new ClusterError(
      'invalid',
      l10n.t('“{0}” is not a valid rule: {1}', text, error?.message ?? l10n.t('it can’t be parsed.')),
      error?.suggestion === undefined ? undefined : l10n.t('Did you mean “{0}”?', error.suggestion),
    );
  const problem = tagProblem(rule, profile.name, snapshot);
  if (problem?.severity === 'error') throw new ClusterError('invalid', problem.message);
  if (problem) notes.push(problem.message);
  return storedRule(rule, profile.name, snapshot);
}

function standing(rules: readonly Rule[], snapshot: Snapshot): string {
  const texts = rules.map((rule, index) => `${index + 1} “${displayRule(rule, networksOf(snapshot))}”`);
  return texts.length === 0
    ? l10n.t('There are no rules in that direction.')
    : l10n.t('The rules are: {0}.', texts.join(', '));
}
