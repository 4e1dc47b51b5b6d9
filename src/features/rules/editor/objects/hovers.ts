import * as l10n from '@vscode/l10n';
import { selectedBy } from '../../../../cluster/model/labels';
import type { PolicyData } from '../../../../cluster/model/snapshot';
import { partAt, type Schema, type Span } from '../../../../policy/documents';
import { namesInUse } from './names-in-use';

/** The meaning of a part of a document as paragraphs of plain text. */
export interface ObjectHover extends Span {
  readonly lines: readonly string[];
}

/** Maximum number of endpoints in a hover. */
const LISTED = 12;

/** Returns the meaning of the name or value at an offset of an object's document; undefined if it has none. */
export function objectHover(
  text: string,
  offset: number,
  schema: Schema | undefined,
  policy: PolicyData | undefined,
): ObjectHover | undefined {
  const part = schema && partAt(text, offset, schema);
  if (!part) return undefined;
  const { start, end, field, schema: of } = part;
  if (part.kind === 'key') return field && { start, end, lines: [field.meaning()] };
  if (of.kind !== 'value') return undefined;
  const own = of.choices && Object.hasOwn(of.choices, part.text) ? of.choices[part.text]?.() : undefined;
  const lines = [
    ...(own === undefined ? [] : [own]),
    ...(of.of === 'selector' && of.labels === 'endpoints' && policy ? selected(part.text, policy) : []),
    ...(of.of === 'tier' && policy ? order(part.text, policy) : []),
  ];
  return lines.length > 0 ? { start, end, lines } : undefined;
}

function selected(selector: string, policy: PolicyData): readonly string[] {
  const found = selectedBy(selector, policy);
  if (!found) return [];
  if (found.length === 0) return [l10n.t('No endpoint in the cluster matches.')];
  const names = found.flatMap(({ endpoint, name }) => name ?? endpoint?.pod ?? endpoint?.workload ?? []);
  const shown = names.slice(0, LISTED).join(', ');
  return [
    found.length === 1
      ? l10n.t('1 endpoint in the cluster matches.')
      : l10n.t('{0} endpoints in the cluster match.', found.length),
    names.length > LISTED ? l10n.t('{0} and {1} more', shown, names.length - LISTED) : shown,
  ];
}

function order(tier: string, policy: PolicyData): readonly string[] {
  const { tiers } = namesInUse(policy);
  return tiers.includes(tier)
    ? [l10n.t('Tiers in order: {0}.', tiers.join(', '))]
    : [l10n.t('There is no tier {0}.', tier)];
}
