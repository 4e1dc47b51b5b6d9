import { nearest } from '../../../../base/text/nearest';
import { carriersByTag } from '../../../../cluster/model/indexes';
import type { PolicyData } from '../../../../cluster/model/snapshot';
import { tagProblem } from '../../../../app/policy-edit';
import type { DocumentProblem, RuleLine, RulesDocument } from '../../../../policy/calico1/document';
import { tokenize } from '../../../../policy/calico1/grammar/lexer';
import type { LintCode, LintLevels, Severity } from '../../../../policy/lint';
import { selectorFindings } from './selector-findings';
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
  const carriers = carriersByTag(subject.policy);
  const unknown = (tag: string | undefined) =>
    tag !== undefined && !own.has(tag) && !carriers.has(storedTag(tag, subject));
  const lines = [...document.inbound, ...document.outbound].filter(
    ({ rule }) => unknown(rule?.src_tag) || unknown(rule?.dst_tag),
  );
  return [
    ...document.problems,
    ...lines.flatMap((line) => tagFindings(line, unknown, subject)),
    ...selectorFindings(document, subject.policy),
  ];
}

/** Applies the severities of lint settings to the findings of the text, and removes those that are off. */
export function graded(
  problems: readonly DocumentProblem[],
  { inbound, outbound }: RulesDocument,
  levels: LintLevels,
): readonly GradedProblem[] {
  const rules = new Set([...inbound, ...outbound].map(({ start }) => start));
  return problems.flatMap((problem): readonly GradedProblem[] => {
    const check =
      problem.code === 'tag'
        ? 'unknown-tag'
        : problem.code === 'duplicate' && rules.has(problem.start)
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
    const message = all[index - 1]?.value === 'tag' && unknown(token.value) ? judge(token.value, subject) : undefined;
    return message === undefined
      ? []
      : [{ start: line.start + token.start, end: line.start + token.end, code: 'tag', severity: 'warning', message }];
  });
}

const judged = new WeakMap<
  PolicyData,
  { readonly networks: unknown; readonly messages: Map<string, string | undefined> }
>();

/** Returns the message for an unused tag. Cached per cluster state, since it searches every network. */
function judge(tag: string, subject: DocumentContext): string | undefined {
  const { policy, snapshot } = subject;
  const profile = subject.kind === 'profile' ? subject.profile : undefined;
  let known = judged.get(policy);
  if (known?.networks !== snapshot.networks)
    judged.set(policy, (known = { networks: snapshot.networks, messages: new Map() }));
  const key = JSON.stringify([profile, tag]);
  if (!known.messages.has(key)) known.messages.set(key, tagProblem({ src_tag: tag }, profile, snapshot)?.message);
  return known.messages.get(key);
}
