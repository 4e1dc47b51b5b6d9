import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { ruleSuggestions, type Suggestion, type Suggestions } from './editor/language/completion/rule-suggestions';
import { icons } from '../../base/text/markup';
import { present } from '../../app/text/focus';
import { createList, entry, type QuickPickEntry, type Item } from '../../app/text/window';
import { formatRule } from '../../policy/calico1/grammar';
import type { Rule } from '../../policy/calico1/rule';
import { storedRule } from '../../app/policy-edit';
import type { RulePreview } from './rule-preview';
import { addRuleTitle, contextOf, readTypedRule, targetName, type RuleTarget, type TypedRule } from './typed-rule';

const stepByStep = (): vscode.QuickInputButton => ({
  iconPath: new vscode.ThemeIcon('list-ordered'),
  tooltip: l10n.t('Step by Step'),
});

/** The result of the input: a rule in stored form, a request for step-by-step input, or nothing. */
export type RuleInput = { readonly kind: 'rule'; readonly rule: Rule } | { readonly kind: 'step-by-step' } | undefined;

/** An item of the list below the input. */
interface Hint extends Item {
  /** The new input after selecting the item. Without it, selecting accepts the rule. */
  readonly becomes?: string;
  /** The input that the item belongs to: an outdated item must not be used. */
  readonly madeFor?: string;
}

/**
 * Asks for a rule in calicoctl's syntax. On every keystroke, checks it against the grammar, the cluster's tags and
 * Felix, previews what it would open and close, and suggests continuations.
 */
export function askRule(target: RuleTarget, preview: RulePreview, text = ''): Promise<RuleInput> {
  const { object, direction, current } = target;
  const picker = createList<Hint>({
    title: addRuleTitle(target),
    placeholder:
      direction === 'inbound' ? 'allow tcp from tag client to ports 9000' : 'allow tcp to tag frontend ports 9000',
  });
  picker.buttons = [stepByStep()];
  picker.value = text;
  let typed: TypedRule;
  const show = () => {
    typed = readTypedRule(picker.value, target);
    const entries = entriesFor(typed, target, preview.show(typed));
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
      if (typed.rule) {
        answer = {
          kind: 'rule',
          rule: storedRule(typed.rule, object.kind === 'profile' ? object.name : undefined, current()),
        };
        picker.hide();
      }
    });
    picker.onDidHide(() => {
      picker.dispose();
      resolve(answer);
    });
    void present(picker);
  });
}

/** Returns the list for an input: problems first, then continuations. `effect` is the effect of adding the rule. */
function entriesFor(
  typed: TypedRule,
  target: RuleTarget,
  effect: string | undefined,
): { readonly items: readonly QuickPickEntry<Hint>[]; readonly active: QuickPickEntry<Hint> | undefined } {
  const { text, snapshot } = typed;
  const following = ruleSuggestions(text, text.length, contextOf(target.object, snapshot));
  const words = following.items
    .filter(({ kind }) => kind !== 'template')
    .map((suggestion) => entry(wordEntry(suggestion, text, following)));
  const status = statusEntry(typed, target, effect);
  const first = status && entry(status);
  const separator = entry<Hint>({ label: l10n.t('expected next'), separator: true });
  const fix = fixEntry(typed);
  const corrected = fix && entry(fix);
  const items = [
    ...(first ? [first] : []),
    ...(corrected ? [corrected] : []),
    ...(words.length > 0 ? [separator, ...words] : []),
  ];
  return {
    items,
    active: corrected ?? (typed.rule || typed.misplaced ? first : (words[0] ?? first)),
  };
}

function statusEntry(
  { text, rule, message, misplaced }: TypedRule,
  target: RuleTarget,
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
      description: l10n.t('to {0}, {1}', targetName(target), target.direction),
      ...(detail && { detail }),
    };
  }
  if (text.trim() === '' || message === undefined) return undefined;
  return {
    ...common,
    label: misplaced ? icons`$(error) ${message}` : icons`$(info) ${message}`,
  };
}

/** The item that corrects a typo. It leads, so that Enter corrects before it adds. */
function fixEntry({ text, fix }: TypedRule): Hint | undefined {
  return fix === undefined
    ? undefined
    : {
        label: icons`$(lightbulb) ${fix}`,
        description: l10n.t('corrected'),
        alwaysShow: true,
        madeFor: text,
        becomes: fix,
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
