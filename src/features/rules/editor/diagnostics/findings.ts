import { nearest } from '../../../../base/text/nearest';
import { carriersByTag } from '../../../../cluster/model/indexes';
import type { PolicyData } from '../../../../cluster/model/snapshot';
import { tagProblem } from '../../../../app/policy-edit';
import {
  checkRule,
  ignoredByFelix,
  type DocumentProblem,
  type RuleLine,
  type RulesDocument,
} from '../../../../policy/calico1/document';
import { tokenize } from '../../../../policy/calico1/grammar/lexer';
import type { LintCode, LintLevels, Severity } from '../../../../policy/lint';
import type { Direction, Rule } from '../../../../policy/calico1/rule';
import { ruleSelectorFindings, selectorFindings } from './selector-findings';
import { shownTag, storedTag, type DocumentContext } from '../document-context';

/** A finding in the text, with the check that controls it. */
export interface GradedProblem extends Omit<DocumentProblem, 'severity'> {
  readonly severity: Severity;
  readonly check?: LintCode;
}

/** Returns the findings of a document: errors in its text, and unused tags and labels. */
export function findingsOf(document: RulesDocument, subject: DocumentContext | undefined): readonly DocumentProblem[] {
  if (!subject) return document.problems;
  // The document's own tags need no endpoint yet.
  const own = new Set(document.tags.map(({ value }) => value));
  const lines = [...document.inbound, ...document.outbound];
  return [
    ...document.problems,
    ...selectorFindings(document, subject.policy),
    ...ruleFindings(lines, subject, (tag) => own.has(tag)),
  ];
}

/** Returns the problems of the text of one rule that is to be added: the same as on a line of its own in a document. */
export function typedFindings(
  text: string,
  direction: Direction,
  subject: DocumentContext,
): { readonly rule?: Rule; readonly problems: readonly DocumentProblem[] } {
  const { rule, problems } = checkRule(text);
  const line = { start: 0, end: text.length, line: 0, text, direction, ...(rule && { rule }) };
  return {
    ...(rule && { rule }),
    problems: [
      ...problems.map((problem) =>
        problem.code === 'felix' ? { ...problem, message: ignoredByFelix(problem.message, subject.kind) } : problem,
      ),
      ...ruleFindings([line], subject, () => false),
    ],
  };
}

/** Returns the unused tags and labels of rules. @param isOwn Whether the document itself has a tag. */
function ruleFindings(
  lines: readonly RuleLine[],
  subject: DocumentContext,
  isOwn: (tag: string) => boolean,
): readonly DocumentProblem[] {
  const carriers = carriersByTag(subject.policy);
  const unknown = (tag: string | undefined) =>
    tag !== undefined && !isOwn(tag) && !carriers.has(storedTag(tag, subject));
  return [
    ...lines
      .filter(({ rule }) => unknown(rule?.src_tag) || unknown(rule?.dst_tag))
      .flatMap((line) => tagFindings(line, unknown, subject)),
    ...lines.flatMap((line) => ruleSelectorFindings(line, subject.policy)),
  ];
}

/** Applies the severities of lint settings to the findings of the text, and removes those that are off. */
export function graded(
  problems: readonly DocumentProblem[],
  { inbound, outbound }: RulesDocument,
  levels: LintLevels,
): readonly GradedProblem[] {
  const rules = new Set([...inbound, ...outbound].map(({ start }) => start));
  return gradedProblems(problems, levels, ({ start }) => rules.has(start));
}

/** Applies lint settings to problems, as {@link graded} does. @param isRule Whether a problem is about a whole rule. */
export function gradedProblems(
  problems: readonly DocumentProblem[],
  levels: LintLevels,
  isRule: (problem: DocumentProblem) => boolean = () => true,
): readonly GradedProblem[] {
  return problems.flatMap((problem): readonly GradedProblem[] => {
    const check =
      problem.code === 'tag'
        ? 'unknown-tag'
        : problem.code === 'duplicate' && isRule(problem)
          ? 'duplicate-rule'
          : undefined;
    if (check === undefined) return [problem];
    const severity = levels[check] ?? problem.severity;
    return severity === 'off' ? [] : [{ ...problem, severity, check }];
  });
}

/** Returns the tag in the cluster that was probably meant. */
export function likelyTag(tag: string, subject: DocumentContext): string | undefined {
  return nearest(
    tag,
    [...carriersByTag(subject.policy).keys()].map((stored) => shownTag(stored, subject)),
  );
}

/** Warnings rather than errors: a rule with an unused tag can still be saved. */
function tagFindings(
  line: RuleLine,
  unknown: (tag: string) => boolean,
  subject: DocumentContext,
): readonly DocumentProblem[] {
  return tokenize(line.text).flatMap((token, index, all): readonly DocumentProblem[] => {
    const verdict = all[index - 1]?.value === 'tag' && unknown(token.value) ? judge(token.value, subject) : undefined;
    return verdict
      ? [{ start: line.start + token.start, end: line.start + token.end, code: 'tag', severity: 'warning', ...verdict }]
      : [];
  });
}

const judged = new WeakMap<
  PolicyData,
  { readonly networks: unknown; readonly verdicts: Map<string, TagVerdict | undefined> }
>();

/** What is wrong with a tag, and the tag that was probably meant. */
type TagVerdict = Pick<DocumentProblem, 'message' | 'suggestion'>;

/** Returns the verdict on an unused tag. Cached per cluster state, since it searches every network and tag. */
function judge(tag: string, subject: DocumentContext): TagVerdict | undefined {
  const { policy, snapshot } = subject;
  const profile = subject.kind === 'profile' ? subject.profile : undefined;
  let known = judged.get(policy);
  if (known?.networks !== snapshot.networks)
    judged.set(policy, (known = { networks: snapshot.networks, verdicts: new Map() }));
  const key = JSON.stringify([profile, tag]);
  if (!known.verdicts.has(key)) {
    const problem = tagProblem({ src_tag: tag }, profile, snapshot);
    const suggestion = problem && likelyTag(tag, subject);
    known.verdicts.set(key, problem && { message: problem.message, ...(suggestion !== undefined && { suggestion }) });
  }
  return known.verdicts.get(key);
}
