import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { networksOf } from '../../cluster/model/indexes';
import type { Snapshot } from '../../cluster/model/snapshot';
import { ruleSuggestions, type Suggestion, type Suggestions } from './editor/language/rule-suggestions';
import { subjectOf } from './editor/subject';
import { icons } from '../../base/text/markup';
import { createList, entry, type Entry, type Item } from '../../app/text/window';
import { addRule } from '../../policy/calico1/edit';
import { formatRule, parseRule } from '../../policy/calico1/grammar';
import { displayName } from '../../policy/calico1/names';
import type { Profile } from '../../policy/calico1/profile';
import type { Direction, Rule } from '../../policy/calico1/rule';
import { storedRule, tagProblem } from '../../app/policy-edit';
import type { RulePreview } from './rule-preview';

const stepByStep = (): vscode.QuickInputButton => ({
  iconPath: new vscode.ThemeIcon('list-ordered'),
  tooltip: l10n.t('Step by Step'),
});

/** What the person made of the input: a rule as it will be stored, the wish to be led step by step, or nothing. */
export type RuleInput = { readonly kind: 'rule'; readonly rule: Rule } | { readonly kind: 'step-by-step' } | undefined;

/** An entry of the list below the input. */
interface Hint extends Item {
  /** What the input becomes when it is chosen; without it, choosing accepts the rule. */
  readonly becomes?: string;
  /** The input it was made for: one that lags behind the typing must not be taken. */
  readonly madeFor?: string;
}

/**
 * Asks for a rule in calicoctl's syntax. At every keystroke it is judged against the grammar, the tags of the cluster and
 * Felix, what it would open and close is previewed, and what may follow is listed.
 */
export function askRule(
  profile: Profile,
  direction: Direction,
  current: () => Snapshot,
  preview: RulePreview,
  text = '',
): Promise<RuleInput> {
  const picker = createList<Hint>({
    title: l10n.t('Add {0} Rule to {1}', direction, displayName(profile.name, networksOf(current()))),
    placeholder:
      direction === 'inbound' ? 'allow tcp from tag client to ports 9000' : 'allow tcp to tag frontend ports 9000',
    ignoreFocusOut: true,
  });
  picker.buttons = [stepByStep()];
  picker.value = text;
  const show = () => {
    const entries = entriesFor(picker.value, profile, direction, current(), preview.show(picker.value));
    picker.items = entries.items;
    picker.activeItems = entries.active ? [entries.active] : [];
  };
  show();
  return new Promise((resolve) => {
    let answer: RuleInput;
    picker.onDidChangeValue(show);
    picker.onDidTriggerButton(() => {
      answer = { kind: 'step-by-step' };
      picker.hide();
    });
    picker.onDidAccept(() => {
      const chosen = picker.activeItems[0]?.of;
      if (chosen?.becomes !== undefined && chosen.madeFor === picker.value) {
        picker.value = chosen.becomes;
        show();
        return;
      }
      const { rule } = judge(picker.value, profile, direction, current());
      if (rule) {
        answer = { kind: 'rule', rule: storedRule(rule, profile.name, current()) };
        picker.hide();
      }
    });
    picker.onDidHide(() => {
      picker.dispose();
      resolve(answer);
    });
    picker.show();
  });
}

/** The list for a text: first what is to be said of it, then what may follow. `effect` is what adding the rule would do. */
function entriesFor(
  text: string,
  profile: Profile,
  direction: Direction,
  snapshot: Snapshot,
  effect: string | undefined,
): { readonly items: readonly Entry<Hint>[]; readonly active: Entry<Hint> | undefined } {
  const judgement = judge(text, profile, direction, snapshot);
  const subject = subjectOf(profile.name, snapshot);
  const following = ruleSuggestions(text, text.length, subject);
  const words = following.items
    .filter(({ kind }) => kind !== 'template')
    .map((suggestion) => entry(wordEntry(suggestion, text, following)));
  const status = statusEntry(text, judgement, profile, direction, snapshot, effect);
  const first = status && entry(status);
  const separator = entry<Hint>({ label: l10n.t('expected next'), separator: true });
  const items = [...(first ? [first] : []), ...(words.length > 0 ? [separator, ...words] : [])];
  return {
    items,
    active: judgement.rule || judgement.fix !== undefined || judgement.misplaced ? first : (words[0] ?? first),
  };
}

function statusEntry(
  text: string,
  { rule, message, fix, misplaced }: Judgement,
  profile: Profile,
  direction: Direction,
  snapshot: Snapshot,
  effect: string | undefined,
): Hint | undefined {
  const common = { alwaysShow: true, madeFor: text };
  if (rule) {
    const detail =
      message === undefined
        ? effect !== undefined && icons`$(eye) ${effect}`
        : effect === undefined
          ? icons`$(warning) ${message}`
          : icons`$(warning) ${message}  $(eye) ${effect}`;
    return {
      ...common,
      label: icons`$(add) ${formatRule(rule)}`,
      description: l10n.t('to {0}, {1}', displayName(profile.name, networksOf(snapshot)), direction),
      ...(detail && { detail }),
    };
  }
  if (text.trim() === '' || message === undefined) return undefined;
  return {
    ...common,
    label: misplaced ? icons`$(error) ${message}` : icons`$(info) ${message}`,
    ...(fix !== undefined && { becomes: fix, detail: l10n.t('Press Enter to correct it.') }),
  };
}

function wordEntry({ label, kind, detail, documentation }: Suggestion, text: string, { replaces }: Suggestions): Hint {
  const icon = ICONS[kind];
  const description = detail ?? documentation;
  return {
    label: icons`$(${icon}) ${label}`,
    alwaysShow: true,
    madeFor: text,
    becomes: `${text.slice(0, replaces.start)}${label} `,
    ...(description !== undefined && { description }),
  };
}

const ICONS: Record<Suggestion['kind'], string> = {
  keyword: 'symbol-keyword',
  section: 'symbol-namespace',
  tag: 'tag',
  port: 'plug',
  cidr: 'globe',
  template: 'symbol-snippet',
};

interface Judgement {
  /** There when the rule may be added. */
  readonly rule?: Rule;
  readonly message?: string;
  /** The whole text as it was probably meant. */
  readonly fix?: string;
  /** Something stands where it cannot: not merely something missing at the end. */
  readonly misplaced: boolean;
}

/** Judges a rule's text for a profile. */
function judge(text: string, profile: Profile, direction: Direction, snapshot: Snapshot): Judgement {
  if (text.trim() === '') return { misplaced: false };
  const { rule, errors } = parseRule(text);
  const [error] = errors;
  if (error || !rule) {
    const message =
      error?.suggestion === undefined
        ? error?.message
        : l10n.t('{0} Did you mean “{1}”?', error.message, error.suggestion);
    const fix =
      error?.suggestion === undefined
        ? undefined
        : `${text.slice(0, error.start)}${error.suggestion}${text.slice(error.end)}`;
    return {
      misplaced: error !== undefined && error.start < text.trimEnd().length,
      ...(message !== undefined && { message }),
      ...(fix !== undefined && { fix }),
    };
  }
  const tags = tagProblem(rule, profile.name, snapshot);
  if (tags?.severity === 'error') return { misplaced: true, message: tags.message };
  const result = addRule(profile, direction, storedRule(rule, profile.name, snapshot));
  if (result.kind === 'invalid') return { misplaced: true, message: result.reason };
  if (result.kind === 'already-present')
    return {
      rule,
      misplaced: false,
      message: l10n.t('The same rule already exists at {0} {1}, so nothing would change.', direction, result.position),
    };
  return { rule, misplaced: false, ...(tags && { message: tags.message }) };
}
