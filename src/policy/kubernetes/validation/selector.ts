import * as l10n from '@vscode/l10n';
import type { Path } from '../../../base/decode';
import type { Findings } from '../../objects/finding';
import { labelValueFault, qualifiedNameFault } from '../../objects/names';
import type { LabelSelector } from '../objects';

const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist'];

/** Checks a label selector of Kubernetes' own kinds; CRDs accept any text in it. */
export function checkLabelSelector(selector: LabelSelector | undefined, path: Path, findings: Findings): void {
  const { matchLabels = {}, matchExpressions = [] } = selector ?? {};
  for (const [key, value] of Object.entries(matchLabels)) {
    const at = [...path, 'matchLabels', key];
    checkKey(key, at, findings);
    checkValue(value, at, findings);
  }
  for (const [index, { key, operator, values = [] }] of matchExpressions.entries()) {
    const at = [...path, 'matchExpressions', index];
    checkKey(key, [...at, 'key'], findings);
    const sets = operator === 'In' || operator === 'NotIn';
    if (!OPERATORS.includes(operator)) {
      const meant = OPERATORS.find((known) => known.toLowerCase() === operator.toLowerCase());
      findings.schema([...at, 'operator'], l10n.t('“{0}” is not one of {1}.', operator, OPERATORS.join(', ')), meant);
    } else if (sets && values.length === 0) {
      findings.schema([...at, 'values'], l10n.t('{0} needs values.', operator));
    } else if (!sets && values.length > 0) {
      findings.schema([...at, 'values'], l10n.t('{0} must not have values. Remove them.', operator));
    }
    for (const [place, value] of values.entries()) checkValue(value, [...at, 'values', place], findings);
  }
}

function checkKey(key: string, path: Path, findings: Findings): void {
  const fault = qualifiedNameFault(key);
  if (fault !== undefined) findings.schema(path, l10n.t('The label “{0}” {1}.', key, fault));
}

function checkValue(value: string, path: Path, findings: Findings): void {
  const fault = labelValueFault(value);
  if (fault !== undefined) findings.schema(path, l10n.t('The value “{0}” of a label {1}.', value, fault));
}
