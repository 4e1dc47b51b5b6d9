import * as l10n from '@vscode/l10n';
import { formatRule } from '../grammar';
import { toDisplay, type NamedNetwork } from '../names';
import type { TieredPolicy } from '../policy';
import { labelsOf, type Profile } from '../profile';
import type { Direction, Rule } from '../rule';
import { LAST } from './heads';
import type { DocumentLine, RulesDocument, SectionSyntax } from './model';
import { labelWord, oneLine, tagWord } from './quoting';

export const INDENT = '  ';

/**
 * Formats a profile as a rules document, with names in place of the IDs of `networks`. Pass no networks for a profile
 * stored under a plain name: calicoctl translates nothing in it.
 */
export function formatProfile(profile: Profile, name: string, networks: readonly NamedNetwork[]): string {
  const shown = toDisplay(profile, networks);
  const labels = Object.entries(labelsOf(profile));
  const header = [
    l10n.t(
      '# The profile {0}. The first matching rule decides. If no rule matches, the packet is dropped.',
      oneLine(JSON.stringify(name)),
    ),
    ...(name === profile.name ? [] : [l10n.t('# Stored as {0}.', profile.name)]),
    l10n.t('# Saving writes the tags and rules to the cluster. Comments are not saved.'),
  ];
  return [
    ...header,
    '',
    `tags: ${shown.tags.map(tagWord).join(', ')}`.trimEnd(),
    ...(labels.length > 0 ? [`labels: ${labels.map(labelWord).join(', ')}`] : []),
    '',
    ...sections(shown),
  ].join('\n');
}

/** Formats a policy of a tier as a rules document. calicoctl maps no names in policies. */
export function formatPolicy(policy: TieredPolicy): string {
  const { tier, name, selector, order } = policy;
  return [
    l10n.t(
      '# The policy {0} of the tier {1}. The first matching rule decides. If none matches, the later policies',
      oneLine(JSON.stringify(name)),
      oneLine(JSON.stringify(tier)),
    ),
    l10n.t('# of the tier are evaluated. If none of them decides, the packet is dropped.'),
    l10n.t('# Saving writes the policy to the cluster. Comments are not saved.'),
    '',
    `selector: ${shownSelector(selector)}`.trimEnd(),
    `order: ${order ?? LAST}`,
    '',
    ...sections(policy),
  ].join('\n');
}

/** A selector on one line. */
export function shownSelector(selector: string): string {
  return selector.replace(/[\r\n\u2028\u2029]+/g, ' ').trim();
}

function sections(shown: Readonly<Record<Direction, readonly Rule[]>>): readonly string[] {
  const section = (direction: Direction) => [
    `${direction}:`,
    ...shown[direction].map((rule) => INDENT + documentRule(rule)),
    '',
  ];
  return [...section('inbound'), ...section('outbound')];
}

/** Formats a rule for a document: its canonical text, on one line. */
export function documentRule(rule: Rule): string {
  return oneLine(formatRule(rule));
}

/** A line that needs to be reformatted. */
export interface LineEdit {
  readonly line: number;
  readonly text: string;
}

/**
 * Returns the edits that bring a document into canonical form; comments stay, and lines with errors keep their words.
 */
export function formatLines(document: RulesDocument, lines: readonly string[]): readonly LineEdit[] {
  return lines.flatMap((line, index) => {
    const parsed = document.lines[index];
    const text = parsed ? tidyLine(line, parsed) : line;
    return text === line ? [] : [{ line: index, text }];
  });
}

/** The canonical form of one line. */
function tidyLine(line: string, { syntax, section }: DocumentLine): string {
  const comment = syntax.comment ? line.slice(syntax.comment.start).trimEnd() : '';
  const body = (syntax.comment ? line.slice(0, syntax.comment.start) : line).trim();
  const join = (text: string) => (comment === '' ? text : `${text}  ${comment}`);
  switch (syntax.kind) {
    case 'blank':
      return comment === ''
        ? ''
        : `${(section === 'inbound' || section === 'outbound') && /^\s/.test(line) ? INDENT : ''}${comment}`;
    case 'rule':
      return join(INDENT + (syntax.rule ? documentRule(syntax.rule) : body));
    case 'section':
      if (syntax.problems.some(({ severity }) => severity === 'error')) return join(body);
      return join(`${syntax.section}: ${headText(syntax)}`.trimEnd());
    case 'unknown':
      return join(body);
  }
}

function headText({ tags, labels = [], value }: SectionSyntax): string {
  if (value) return value.value;
  const words = [
    ...tags.map((tag) => tagWord(tag.value)),
    ...labels.map((label) => labelWord([label.key, label.value])),
  ];
  return words.join(', ');
}
