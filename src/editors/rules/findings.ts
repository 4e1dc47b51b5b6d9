import { carriersByTag } from '../../cluster/joins';
import { tagProblem } from '../../commands/policyEdit';
import type { DocumentProblem, RuleLine, RulesDocument } from '../../policy/document';
import { tokenize } from '../../policy/grammar/lexer';
import { nearest } from '../../policy/grammar/suggest';
import type { Rule } from '../../policy/rule';
import { shownTag, type Subject } from './subject';

/** All that is to be said of a document: what is wrong with its text, and which tags nobody carries now. */
export function findingsOf(document: RulesDocument, subject: Subject | undefined): readonly DocumentProblem[] {
  if (!subject) return document.problems;
  // Few tags stand in many rules, and judging one may look at every network. The document's own need no carrier yet.
  const judged = new Map<string, string | undefined>(document.tags.map(({ value }) => [value, undefined]));
  const judge = (tag: string): string | undefined => {
    if (!judged.has(tag)) judged.set(tag, tagProblem({ src_tag: tag }, subject.profile, subject.snapshot)?.message);
    return judged.get(tag);
  };
  const tags = [...document.inbound, ...document.outbound].flatMap((line) => (line.rule ? tagFindings(line, line.rule, judge, subject) : []));
  return [...document.problems, ...tags];
}

/** A warning and no error: a rule whose tag has gone can still be stored with all others. */
function tagFindings(line: RuleLine, rule: Rule, judge: (tag: string) => string | undefined, subject: Subject): readonly DocumentProblem[] {
  const unknown = new Set([rule.src_tag, rule.dst_tag].filter((tag) => tag !== undefined && judge(tag) !== undefined));
  if (unknown.size === 0) return [];
  return tokenize(line.text).flatMap((token, index, all): readonly DocumentProblem[] => {
    const message = all[index - 1]?.value === 'tag' && unknown.has(token.value) ? judge(token.value) : undefined;
    if (message === undefined) return [];
    const suggestion = nearest(token.value, [...carriersByTag(subject.policy).keys()].map((tag) => shownTag(tag, subject)));
    return [{ start: line.start + token.start, end: line.start + token.end, code: 'tag', severity: 'warning', message, ...(suggestion !== undefined && { suggestion }) }];
  });
}
