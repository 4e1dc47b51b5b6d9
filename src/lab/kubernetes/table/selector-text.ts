import { fieldsOf, listOf, textOf, type Fields } from '../objects';

/** A label selector as one line, for example `role=backend,tier in (a,b)`; `<none>` if it is empty. */
export function selectorText(selector: Fields): string {
  const labels = Object.entries(fieldsOf(selector, 'matchLabels')).map(([key, value]) => `${key}=${String(value)}`);
  const expressions = listOf(selector, 'matchExpressions').map(expressionText);
  const all = [...labels.sort(), ...expressions];
  return all.length === 0 ? '<none>' : all.join(',');
}

function expressionText(expression: unknown): string {
  const key = textOf(expression, 'key') ?? '';
  const values = listOf(expression, 'values').map(String).sort().join(',');
  switch (textOf(expression, 'operator')) {
    case 'In':
      return `${key} in (${values})`;
    case 'NotIn':
      return `${key} notin (${values})`;
    case 'DoesNotExist':
      return `!${key}`;
    default:
      return key;
  }
}

/** Labels as one line, for example `role=backend`; `<none>` without any. */
export function labelsText(labels: Fields): string {
  return selectorText({ matchLabels: labels });
}
