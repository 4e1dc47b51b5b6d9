import * as l10n from '@vscode/l10n';
import { nearest } from '../../../../base/text/nearest';
import { felixIn } from '../../../../cluster/model/felix';
import { labelledOf, labelsInUse, selectedBy } from '../../../../cluster/model/labels';
import type { PolicyData } from '../../../../cluster/model/snapshot';
import type { DocumentProblem, RuleLine, RulesDocument } from '../../../../policy/calico1/document';
import { tokenize } from '../../../../policy/calico1/grammar/lexer';
import { labelMentions, parseV1Selector, parseV3Selector, quote } from '../../../../policy/selectors';

/**
 * Returns the findings in the selector of a policy's document: syntax that the cluster's Felix doesn't support, and
 * labels that no endpoint has.
 */
export function selectorFindings({ selector }: RulesDocument, policy: PolicyData): readonly DocumentProblem[] {
  const own = selector && parseV3Selector(selector.value).ok ? policySelector(selector.value, policy) : [];
  return own.map((problem) => moved(problem, selector?.start ?? 0));
}

function policySelector(text: string, policy: PolicyData): readonly DocumentProblem[] {
  const whole = { start: 0, end: text.length, code: 'selector' } as const;
  const old = felixIn(policy) === '1.4' ? parseV1Selector(text) : undefined;
  if (old?.ok === false) {
    const message = l10n.t('Felix before 2.0 can’t read this selector, and would ignore the whole policy.');
    const { start, end } = old.problem;
    return [{ ...whole, start, end, severity: 'error', message }];
  }
  const labels = labelFindings(text, policy);
  if (labels.length > 0 || labelledOf(policy).length === 0 || selectedBy(text, policy)?.length !== 0) return labels;
  return [{ ...whole, severity: 'warning', message: l10n.t('The selector selects no endpoints now.') }];
}

/**
 * Returns the labels that no endpoint has in the selectors of a rule: of those without escapes, so that positions match.
 */
export function ruleSelectorFindings({ text, start, rule }: RuleLine, policy: PolicyData): readonly DocumentProblem[] {
  if (!rule || !text.includes('selector')) return [];
  return tokenize(text).flatMap((token, index, all) =>
    /^!?selector$/.test(all[index - 1]?.value ?? '') && text.slice(token.start + 1, token.end - 1) === token.value
      ? labelFindings(token.value, policy).map((problem) => ({
          ...moved(problem, start + token.start + 1),
          // A quote inside a rule's quotes would need an escape.
          ...(problem.suggestion !== undefined && { suggestion: problem.suggestion.replaceAll('"', "'") }),
        }))
      : [],
  );
}

/** Returns the labels that no endpoint has, each with the probable intended one. */
function labelFindings(text: string, policy: PolicyData): readonly DocumentProblem[] {
  const used = labelsInUse(policy);
  if (used.size === 0) return [];
  return labelMentions(text).flatMap(({ kind, key, value = '', start, end }): readonly DocumentProblem[] => {
    const values = used.get(key);
    if (kind === 'key' ? values : !values || values.has(value)) return [];
    const meant = kind === 'key' ? nearest(key, [...used.keys()]) : nearest(value, [...(values?.keys() ?? [])]);
    const message =
      kind === 'key'
        ? l10n.t('No endpoint has the label {0}.', key)
        : l10n.t('No endpoint has the label {0} with the value “{1}”.', key, value);
    const suggestion = meant !== undefined && kind === 'value' ? quoteLike(text[start], meant) : meant;
    return [
      { start, end, code: 'selector', severity: 'warning', message, ...(suggestion !== undefined && { suggestion }) },
    ];
  });
}

function quoteLike(mark: string | undefined, value: string): string {
  return mark === "'" && !value.includes("'") ? `'${value}'` : quote(value);
}

function moved(problem: DocumentProblem, by: number): DocumentProblem {
  return { ...problem, start: problem.start + by, end: problem.end + by };
}
