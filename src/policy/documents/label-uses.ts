import { isMap, isScalar, isSeq, parseDocument, type Scalar } from 'yaml';
import { labelMentions } from '../selectors';
import { elementOf, labelAmong, valueOf, type LabelOwner, type Schema } from './schema';
import { sourceSpans } from './source-spans';
import type { Span } from './yaml';

/** The key or value of a label in a document. Its span is without quotes, and without the prefix of inherited labels. */
export interface LabelUse extends Span {
  readonly of: Exclude<LabelOwner, 'own' | 'pods'>;
  readonly kind: 'key' | 'value';
  /** Without the prefix. */
  readonly key: string;
  /** Of a value. */
  readonly value?: string;
  /** Whether it is a scalar without quotes, so that another text may need them. */
  readonly isPlain: boolean;
}

/** The prefixes of labels that endpoints inherit (libcalico-go's conversion of namespaces and service accounts). */
const INHERITED = [
  ['pcns.', 'namespaces'],
  ['pcsa.', 'service-accounts'],
] as const;

/** Returns the label at an offset of a document. */
export function labelUseAt(text: string, offset: number, schema: Schema): LabelUse | undefined {
  return labelUses(text, schema).find(({ start, end }) => start <= offset && offset <= end);
}

/**
 * Returns the labels that a document names where they decide something: in selectors, and as the own labels of objects
 * that selectors match. Values that are compared in part are left out.
 */
export function labelUses(text: string, schema: Schema): readonly LabelUse[] {
  const { contents } = parseDocument(text, { prettyErrors: false, uniqueKeys: false });
  return usesIn(contents, schema, undefined, text);
}

function usesIn(node: unknown, schema: Schema | undefined, key: string | undefined, text: string): readonly LabelUse[] {
  if (!schema) return [];
  if (isMap(node))
    return node.items.flatMap((pair) => {
      if (!isScalar(pair.key)) return [];
      const name = String(pair.key.value);
      const own =
        schema.kind === 'map' && schema.of !== 'annotations' ? useOf('key', pair.key, schema.of, name, text) : [];
      return [...own, ...usesIn(pair.value, valueOf(schema, name), labelAmong(node, schema, name) ?? name, text)];
    });
  if (isSeq(node)) return node.items.flatMap((item) => usesIn(item, elementOf(schema), key, text));
  if (!isScalar(node) || typeof node.value !== 'string' || schema.kind !== 'value' || !schema.labels) return [];
  switch (schema.of) {
    case 'selector':
      return usesInSelector(node as Scalar<string>, schema.labels, text);
    case 'label-key':
      return useOf('key', node, schema.labels, node.value, text);
    case 'label-value':
      return key === undefined ? [] : useOf('value', node, schema.labels, key, text);
    default:
      return [];
  }
}

/** A whole scalar. */
function useOf(
  kind: LabelUse['kind'],
  node: Scalar,
  owner: LabelOwner,
  key: string,
  text: string,
): readonly LabelUse[] {
  const label = labelOf(owner, key);
  if (!label || !node.range) return [];
  const { length, ...named } = label;
  const isQuoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE';
  const quote = isQuoted ? 1 : 0;
  const [start, end] = [node.range[0] + quote, node.range[1] - quote];
  // Escapes and folded lines: no label has them.
  if (text.slice(start, end) !== String(node.value)) return [];
  const isPlain = !isQuoted;
  if (kind === 'key') return [{ ...named, kind, start: start + length, end, isPlain: isPlain && length === 0 }];
  return [{ ...named, kind, value: String(node.value), start, end, isPlain }];
}

function usesInSelector(node: Scalar<string>, owner: LabelOwner, text: string): readonly LabelUse[] {
  const spanOf = sourceSpans(node, text);
  if (!spanOf) return [];
  return labelMentions(node.value).flatMap((mention): readonly LabelUse[] => {
    const label = labelOf(owner, mention.key);
    if (!label) return [];
    const { length, ...named } = label;
    if (mention.kind === 'key')
      return [{ ...named, kind: 'key', ...spanOf(mention.start + length, mention.end), isPlain: false }];
    if (mention.value === undefined) return [];
    return [
      { ...named, kind: 'value', value: mention.value, ...spanOf(mention.start + 1, mention.end - 1), isPlain: false },
    ];
  });
}

/** Returns whose label a key names, and the length of its prefix; undefined for labels that nothing matches. */
function labelOf(
  owner: LabelOwner,
  key: string,
): (Pick<LabelUse, 'of' | 'key'> & { readonly length: number }) | undefined {
  if (owner === 'own') return undefined;
  if (owner === 'pods') return { of: 'endpoints', key, length: 0 };
  const [prefix = '', of] =
    (owner === 'endpoints' ? INHERITED.find(([begin]) => key.startsWith(begin)) : undefined) ?? [];
  return { of: of ?? owner, key: key.slice(prefix.length), length: prefix.length };
}
