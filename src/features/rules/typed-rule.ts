import * as l10n from '@vscode/l10n';
import { tagProblem, storedRule } from '../../app/policy-edit';
import { dataOf, profileNamed } from '../../cluster/model/indexes';
import type { Snapshot } from '../../cluster/model/snapshot';
import { addRule } from '../../policy/calico1/edit';
import { parseRule, type SyntaxProblem } from '../../policy/calico1/grammar';
import type { Profile } from '../../policy/calico1/profile';
import type { Direction, Rule } from '../../policy/calico1/rule';

/** The list to which a rule is added. */
export interface RuleTarget {
  readonly profile: Profile;
  readonly direction: Direction;
  /** Returns the current cluster. */
  readonly current: () => Snapshot;
}

/** A typed text as a rule of a profile. Parsed and validated once for all users. */
export interface TypedRule {
  readonly text: string;
  /** The cluster state against which it was parsed. */
  readonly snapshot: Snapshot;
  /** The rule with the typed names, if it may be added. */
  readonly rule?: Rule;
  /** The rule in stored form, and the resulting profile, if adding it changes something. */
  readonly change?: { readonly stored: Rule; readonly profile: Profile };
  readonly message?: string;
  /** The whole text with typos corrected. */
  readonly fix?: string;
  /** Whether a word is wrong, as opposed to a text that is only incomplete. */
  readonly misplaced: boolean;
}

/** Parses a text as a rule to add. */
export function readTypedRule(text: string, { profile: given, direction, current }: RuleTarget): TypedRule {
  const snapshot = current();
  const base = { text, snapshot };
  if (text.trim() === '') return { ...base, misplaced: false };
  const { rule, errors } = parseRule(text);
  if (!rule) return { ...base, ...withProblem(text, errors[0]) };
  const tags = tagProblem(rule, given.name, snapshot);
  if (tags?.severity === 'error') return { ...base, misplaced: true, message: tags.message };
  const stored = storedRule(rule, given.name, snapshot);
  const known = profileNamed(given.name, dataOf(snapshot.policy));
  const added = addRule(known?.kind === 'profile' ? known : given, direction, stored);
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
      const message = tags && { message: tags.message };
      // A removed profile can't be changed; trying to reports that.
      const change = known?.kind === 'profile' && { change: { stored, profile: added.profile } };
      return { ...base, rule, misplaced: false, ...message, ...change };
    }
  }
}

function withProblem(
  text: string,
  problem: SyntaxProblem | undefined,
): Pick<TypedRule, 'message' | 'fix' | 'misplaced'> {
  if (!problem) return { misplaced: false };
  const { message, suggestion, start, end } = problem;
  const misplaced = start < text.trimEnd().length;
  if (suggestion === undefined) return { misplaced, message };
  return {
    misplaced,
    message: l10n.t('{0} Did you mean “{1}”?', message, suggestion),
    fix: `${text.slice(0, start)}${suggestion}${text.slice(end)}`,
  };
}

/** Returns the title of an input for a new rule of a profile. */
export function addRuleTitle(profile: string, direction: Direction): string {
  return direction === 'inbound'
    ? l10n.t('Add Inbound Rule to {0}', profile)
    : l10n.t('Add Outbound Rule to {0}', profile);
}
