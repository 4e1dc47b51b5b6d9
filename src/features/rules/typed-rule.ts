import * as l10n from '@vscode/l10n';
import { storedRule } from '../../app/policy-edit';
import { dataOf, networksOf, profileNamed } from '../../cluster/model/indexes';
import { policyNamed } from '../../cluster/model/policies';
import type { Snapshot } from '../../cluster/model/snapshot';
import { checkRule, type DocumentProblem } from '../../policy/calico1/document';
import { displayName } from '../../policy/calico1/names';
import type { TieredPolicy } from '../../policy/calico1/policy';
import type { Profile } from '../../policy/calico1/profile';
import { insertRule } from '../../policy/calico1/rule-list';
import type { Direction, Rule } from '../../policy/calico1/rule';
import type { LintLevels } from '../../policy/lint';
import { correctionsOf } from './editor/corrections';
import { gradedProblems, typedFindings, type GradedProblem } from './editor/diagnostics/findings';
import { policySubject, subjectOf, type DocumentContext } from './editor/document-context';

/** The list to which a rule is added. */
export interface RuleTarget {
  readonly object: Profile | TieredPolicy;
  readonly direction: Direction;
  /** Returns the current cluster. */
  readonly current: () => Snapshot;
  /** Returns the severities of checks. If omitted, their defaults apply. */
  readonly levels?: () => LintLevels;
}

/** A typed text as a rule of a profile or a policy. Parsed and validated once for all users. */
export interface TypedRule {
  readonly text: string;
  /** The cluster state against which it was parsed. */
  readonly snapshot: Snapshot;
  /** The rule with the typed names, if it may be added. */
  readonly rule?: Rule;
  /** The rule in stored form, and the resulting profile or policy, if adding it changes something. */
  readonly change?: { readonly stored: Rule; readonly object: Profile | TieredPolicy };
  readonly message?: string;
  /** The whole text with the first typo corrected. */
  readonly fix?: string;
  /** Whether a word is wrong, as opposed to a text that is only incomplete. */
  readonly misplaced: boolean;
}

/** Problems with which a document can't be saved, and a rule can't be added. */
const BLOCKING: ReadonlySet<DocumentProblem['code']> = new Set(['syntax', 'felix']);

/** Parses a text as a rule to add. Its problems and their corrections are those of a line in a rules document. */
export function readTypedRule(text: string, target: RuleTarget): TypedRule {
  const { object: given, direction, current } = target;
  const snapshot = current();
  const base = { text, snapshot };
  if (text.trim() === '') return { ...base, misplaced: false };
  const subject = contextOf(given, snapshot);
  const { rule, problems } = subject ? typedFindings(text, direction, subject) : checkRule(text);
  const [problem] = gradedProblems(problems, target.levels?.() ?? {});
  if (!rule || (problem && BLOCKING.has(problem.code))) return { ...base, ...withProblem(text, problem) };
  const stored = storedRule(rule, given.kind === 'profile' ? given.name : undefined, snapshot);
  const known = currentOf(given, snapshot);
  const added = insertRule((known ?? given)[direction], stored);
  switch (added.kind) {
    case 'invalid':
      return { ...base, misplaced: true, message: added.reason };
    case 'already-present': {
      const message = l10n.t(
        'The same rule already exists at {0} {1}, so nothing would change.',
        direction,
        added.position,
      );
      return { ...base, rule, misplaced: false, message };
    }
    case 'out-of-range':
      throw new Error('A rule at the end is always in range.');
    case 'changed': {
      // What was removed can't be changed; trying to reports that.
      const change = known && { change: { stored, object: { ...known, [direction]: added.rules } } };
      return { ...base, rule, ...withProblem(text, problem), misplaced: false, ...change };
    }
  }
}

/** Returns the current state of a profile or a policy, or undefined. */
function currentOf(given: Profile | TieredPolicy, { policy }: Snapshot): Profile | TieredPolicy | undefined {
  const data = dataOf(policy);
  const known = given.kind === 'profile' ? profileNamed(given.name, data) : policyNamed(given, data);
  return known && known.kind !== 'broken' ? known : undefined;
}

function withProblem(
  text: string,
  problem: Pick<GradedProblem, 'code' | 'start' | 'end' | 'message' | 'suggestion'> | undefined,
): Pick<TypedRule, 'message' | 'fix' | 'misplaced'> {
  if (!problem) return { misplaced: false };
  const { message, suggestion, start } = problem;
  const misplaced = start < text.trimEnd().length;
  const [correction] = correctionsOf(problem, { text, start: 0 });
  return {
    misplaced,
    message: suggestion === undefined ? message : l10n.t('{0} Did you mean “{1}”?', message, suggestion),
    ...(correction && { fix: `${text.slice(0, correction.start)}${correction.text}${text.slice(correction.end)}` }),
  };
}

/** Returns how the cluster shows the tags of a profile or a policy; undefined while its policy is unknown. */
export function contextOf(object: RuleTarget['object'], snapshot: Snapshot): DocumentContext | undefined {
  return object.kind === 'profile' ? subjectOf(object.name, snapshot) : policySubject(object, snapshot);
}

/** Returns the displayed name of the profile or policy to which a rule is added. */
export function targetName({ object, current }: RuleTarget): string {
  return object.kind === 'profile' ? displayName(object.name, networksOf(current())) : object.name;
}

/** Returns the title of an input for a new rule. */
export function addRuleTitle(target: RuleTarget): string {
  const name = targetName(target);
  return target.direction === 'inbound'
    ? l10n.t('Add Inbound Rule to {0}', name)
    : l10n.t('Add Outbound Rule to {0}', name);
}
