import * as l10n from '@vscode/l10n';
import { inNames } from '../../../../cluster/analysis/finding-text';
import type { DocumentProblem, ProblemCode, RuleLine, RulesDocument, Span } from '../../../../policy/calico1/document';
import { documentRule } from '../../../../policy/calico1/document/format';
import { formatRule } from '../../../../policy/calico1/grammar';
import { tokenize } from '../../../../policy/calico1/grammar/lexer';
import type { Finding, LintCode, LintFix, Severity } from '../../../../policy/lint';
import { toDisplay } from '../../../../policy/calico1/names';
import type { Direction, Rule } from '../../../../policy/calico1/rule';
import type { DocumentDraft } from './draft';
import type { DocumentContext } from '../document-context';

/** A lint finding with its position in the text. */
export interface LintFinding extends Span {
  readonly code: LintCode;
  readonly severity: Severity;
  readonly message: string;
  /** The other rule involved, with its role. */
  readonly related?: Span & { readonly message: string };
  readonly fix?: TextFix;
}

/** A replacement of text that fixes a finding. */
export interface TextFix extends Span {
  readonly title: string;
  readonly text: string;
  /** Whether it removes the whole rule. */
  readonly removes: boolean;
}

/** Checks that the text's own findings cover. */
const TWINS: Partial<Readonly<Record<LintCode, ProblemCode>>> = {
  'unknown-tag': 'tag',
  'duplicate-rule': 'duplicate',
  'invalid-rules': 'felix',
};

/** Maps lint's findings in a draft to positions in the text, without those that `problems` cover. */
export function lintFindings(
  found: readonly Finding[],
  text: string,
  document: RulesDocument,
  draft: DocumentDraft,
  subject: DocumentContext,
  problems: readonly DocumentProblem[],
): readonly LintFinding[] {
  return found.flatMap((finding): readonly LintFinding[] => {
    const { code, severity, direction, position, related } = finding;
    const message = inNames(finding.message, subject.networks);
    const said = (span: Span) =>
      problems.some((problem) => problem.code === TWINS[code] && problem.start < span.end && span.start < problem.end);
    if (direction === undefined || position === undefined) {
      const whole = placeOfAll(code, document, text);
      // Findings about all rules may be due to unreadable lines.
      return draft.whole && !problems.some((problem) => problem.code === TWINS[code])
        ? [{ ...whole, code, severity, message }]
        : [];
    }
    const line = document[direction][position - 1];
    const rule = draft.profile[direction][position - 1];
    if (!line?.rule || !rule) return [];
    const place = placeIn(line, rule, finding);
    if (said(place)) return [];
    const other = related === undefined ? undefined : document[direction][related - 1];
    const fix = finding.fix && fixIn(finding.fix, text, document, direction, subject);
    return [
      {
        ...place,
        code,
        severity,
        message,
        ...(other && {
          related: { start: other.start, end: other.end, message: l10n.t('Rule {0}: {1}', related ?? '', other.text) },
        }),
        ...(fix && { fix }),
      },
    ];
  });
}

/**
 * Returns the words of a line that a finding refers to. Its range is in the rule's canonical text, which has the same
 * words.
 */
function placeIn({ start, end, text }: RuleLine, rule: Rule, { range }: Finding): Span {
  const [canonical, written] = [tokenize(formatRule(rule)), tokenize(text)];
  if (!range || canonical.length !== written.length) return { start, end };
  const first = written[canonical.findIndex((token) => token.end > range.start)];
  const last = written[canonical.findLastIndex((token) => token.start < range.end)];
  return first && last ? { start: start + first.start, end: start + last.end } : { start, end };
}

/** Returns the position for a finding about the whole profile: its section's heading, or the top. */
function placeOfAll(code: LintCode, { lines }: RulesDocument, text: string): Span {
  const heading =
    code === 'peers-locked-out'
      ? lines.find(({ syntax }) => syntax.kind === 'section' && syntax.section === 'inbound')
      : undefined;
  if (heading?.syntax.kind !== 'section') return { start: 0, end: /^.*/.exec(text)?.[0].length ?? 0 };
  const { start, end } = heading.syntax.name;
  return { start: heading.offset + start, end: heading.offset + end };
}

/** Converts an edit of a rule to one of its line. Comments stay. */
function fixIn(
  { title, edit }: LintFix,
  text: string,
  document: RulesDocument,
  direction: Direction,
  subject: DocumentContext,
): TextFix | undefined {
  const line = document[direction][edit.position - 1];
  const named = inNames(title, subject.networks);
  switch (edit.kind) {
    case 'replace':
      return (
        line && {
          start: line.start,
          end: line.end,
          title: named,
          text: documentRule(toDisplay(edit.rule, subject.networks)),
          removes: false,
        }
      );
    case 'remove':
      return line && { ...removalOf(line, text, document), title: named, text: '', removes: true };
    case 'insert':
    case 'move':
      // Lint doesn't propose these.
      return undefined;
  }
}

/** Returns the whole line with its line break, or only the rule if a comment follows it. */
function removalOf({ line, start }: RuleLine, text: string, { lines }: RulesDocument): Span {
  const { offset, syntax } = lines[line] ?? { offset: start, syntax: { comment: undefined } };
  if (syntax.comment) return { start, end: offset + syntax.comment.start };
  const next = lines[line + 1];
  return next ? { start: offset, end: next.offset } : { start: offset, end: text.length };
}
