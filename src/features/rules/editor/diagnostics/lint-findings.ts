import * as l10n from '@vscode/l10n';
import { inNames } from '../../../../cluster/analysis/finding-text';
import type {
  DocumentProblem,
  ProblemCode,
  RuleLine,
  RulesDocument,
  Section,
  Span,
} from '../../../../policy/calico1/document';
import { documentRule } from '../../../../policy/calico1/document/format';
import { formatRule } from '../../../../policy/calico1/grammar';
import { tokenize } from '../../../../policy/calico1/grammar/lexer';
import type { Finding, LintCode, LintFix, Severity } from '../../../../policy/lint';
import { toDisplay } from '../../../../policy/calico1/names';
import type { Direction, Rule } from '../../../../policy/calico1/rule';
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

/** A document's rules, one for each line. */
export interface DraftedRules {
  readonly rules: Readonly<Record<Direction, readonly Rule[]>>;
  /** Of a policy. */
  readonly selector?: string;
  /** Whether every line is readable. */
  readonly whole: boolean;
}

/** Checks that the text's own findings cover. */
const TWINS: Partial<Readonly<Record<LintCode, readonly ProblemCode[]>>> = {
  'unknown-tag': ['tag'],
  'duplicate-rule': ['duplicate'],
  'invalid-rules': ['felix'],
  dropped: ['felix', 'selector', 'syntax'],
  'empty-policy': ['selector'],
  'empty-rule': ['selector', 'tag'],
};

/** Maps lint's findings in a draft to positions in the text, without those that `problems` cover. */
export function lintFindings(
  found: readonly Finding[],
  text: string,
  document: RulesDocument,
  draft: DraftedRules,
  subject: DocumentContext,
  problems: readonly DocumentProblem[],
): readonly LintFinding[] {
  return found.flatMap((finding): readonly LintFinding[] => {
    const { code, severity, direction, position, related } = finding;
    const message = inNames(finding.message, subject.networks);
    const said = (span: Span) =>
      problems.some((problem) => isTwin(problem, code) && problem.start < span.end && span.start < problem.end);
    if (direction === undefined || position === undefined) {
      const whole = placeOfAll(finding, document, text);
      // Findings about all rules may be due to unreadable lines.
      return draft.whole && !problems.some((problem) => isTwin(problem, code))
        ? [{ ...whole, code, severity, message }]
        : [];
    }
    const line = document[direction][position - 1];
    const rule = draft.rules[direction][position - 1];
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

function isTwin({ code }: DocumentProblem, check: LintCode): boolean {
  return TWINS[check]?.includes(code) === true;
}

/** The sections that checks of a whole profile or policy are about, besides lists of rules. */
const SECTION_OF: Partial<Readonly<Record<LintCode, Section>>> = {
  'peers-locked-out': 'inbound',
  dropped: 'selector',
  'empty-policy': 'selector',
  'selects-hosts': 'selector',
  'conflicting-order': 'order',
};

/** Returns the position for a finding about the whole profile or policy: its section's heading, or the top. */
function placeOfAll({ code, direction }: Finding, { lines, selector }: RulesDocument, text: string): Span {
  const wanted = direction ?? SECTION_OF[code];
  if (wanted === 'selector' && selector && selector.end > selector.start)
    return { start: selector.start, end: selector.end };
  const heading = lines.find(({ syntax }) => syntax.kind === 'section' && syntax.section === wanted);
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
