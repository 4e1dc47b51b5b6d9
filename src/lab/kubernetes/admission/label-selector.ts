import { at, fieldsOf, isFields, listOf, textOf } from '../objects';
import { forbiddenValue, invalidValue, requiredValue } from '../causes';
import type { Cause } from '../status-error';
import { labelValueFaults, qualifiedNameFaults } from './names';

/** Checks a label selector of an object; undefined is one that isn't there. */
export function labelSelectorCauses(selector: unknown, path: string): Cause[] {
  if (!isFields(selector)) return [];
  const labels = Object.entries(fieldsOf(selector, 'matchLabels')).flatMap(([key, value]) => [
    ...qualifiedNameFaults(key).map((fault) => invalidValue(`${path}.matchLabels`, key, fault)),
    ...labelValueFaults(String(value)).map((fault) => invalidValue(`${path}.matchLabels`, value, fault)),
  ]);
  const expressions = listOf(selector, 'matchExpressions').flatMap((expression, index) =>
    expressionCauses(expression, `${path}.matchExpressions[${index}]`),
  );
  return [...labels, ...expressions];
}

function expressionCauses(expression: unknown, path: string): Cause[] {
  const key = textOf(expression, 'key') ?? '';
  const values = listOf(expression, 'values').map(String);
  return [
    ...operatorCauses(at(expression, 'operator'), values, path),
    ...qualifiedNameFaults(key).map((fault) => invalidValue(`${path}.key`, key, fault)),
    ...values.flatMap((value, index) =>
      labelValueFaults(value).map((fault) => invalidValue(`${path}.values[${index}]`, value, fault)),
    ),
  ];
}

function operatorCauses(operator: unknown, values: readonly string[], path: string): Cause[] {
  switch (operator) {
    case 'In':
    case 'NotIn':
      return values.length > 0
        ? []
        : [requiredValue(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'")];
    case 'Exists':
    case 'DoesNotExist':
      return values.length === 0
        ? []
        : [forbiddenValue(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")];
    default:
      return [invalidValue(`${path}.operator`, operator, 'not a valid selector operator')];
  }
}
