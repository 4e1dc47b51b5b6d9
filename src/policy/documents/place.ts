import { isMap, isScalar, isSeq, parseDocument, type Document, type Scalar, type YAMLMap } from 'yaml';
import { elementOf, labelAmong, valueOf, type Schema } from './schema';
import type { Span } from './yaml';

/** What can be written at an offset of a document. */
export type DocumentPlace = KeyPlace | ValuePlace;

/** The name of a field of an object, or of a map. */
export interface KeyPlace {
  readonly kind: 'key';
  readonly schema: Schema;
  /** The name as far as it is written. */
  readonly replaces: Span;
  /** The other names of the object. */
  readonly taken: ReadonlySet<string>;
  /** Whether a colon follows already. */
  readonly isPair: boolean;
  /** The column of the name after the indentation of its line: dashes may come before it. */
  readonly column: number;
  /** Whether the name begins an element of a list that has no dash yet. */
  readonly needsDash: boolean;
}

/** A text, number or flag. */
export interface ValuePlace {
  readonly kind: 'value';
  readonly schema: Schema;
  /** The value as far as it is written, without its quotes. */
  readonly replaces: Span;
  readonly quote: '"' | "'" | undefined;
  /** The name that it is the value of, or the label; undefined in other lists. */
  readonly key: string | undefined;
  readonly needsDash: boolean;
}

/** A character that no document contains and that YAML allows anywhere in a plain text. */
const MARK = '\uE000';

/** A line, up to the cursor, on which a name may begin: alone, or after the dashes of lists. */
const NAME_BEFORE = /^[ ]*(?:- +)*[\w./-]*$/;

/** A line with nothing but a name, after spaces. */
const NAME_ALONE = /^( +)[\w./-]*$/;

/** What an element of a list begins with. */
const DASH = '- ';

/** The rest of such a line. */
const NAME_AFTER = /^([\w./-]*)[ \t]*$/;

/**
 * Finds what can be written at an offset, in a text that is being edited: it marks the offset, so that the library's
 * parser, which recovers from errors, places it.
 */
export function placeAt(text: string, offset: number, schema: Schema): DocumentPlace | undefined {
  const lineStart = text.slice(0, offset).lastIndexOf('\n') + 1;
  const before = text.slice(lineStart, offset);
  const after = /^.*/.exec(text.slice(offset))?.[0] ?? '';
  const [, rest] = NAME_BEFORE.test(before) ? (NAME_AFTER.exec(after) ?? []) : [];
  const colon = rest === undefined ? undefined : offset + rest.length;
  const document = marked(text, offset, colon);
  const [, indent] = colon !== undefined && document.errors.length > 0 ? (NAME_ALONE.exec(before) ?? []) : [];
  if (indent !== undefined && colon !== undefined) {
    const at = lineStart + indent.length;
    const dashed = `${text.slice(0, at)}${DASH}${text.slice(at)}`;
    const [end, after] = [offset + DASH.length, colon + DASH.length];
    if (marked(dashed, end, after).errors.length < document.errors.length)
      return undashed(placeAt(dashed, end, schema));
  }
  const found = markIn(document.contents, schema, undefined);
  if (!found) return undefined;
  const [start, end] = found.node.range ?? [offset, offset];
  // The mark is one character, and so is a colon that was added; a name ends before its colon.
  const span = { start, end: Math.max(offset, end - MARK.length) };
  const column = start - lineStart - (/^ */.exec(before)?.[0].length ?? 0);
  if (found.map && found.schema.kind !== 'value') {
    const needsDash = found.schema.kind === 'list';
    const inside = needsDash ? elementOf(found.schema) : found.schema;
    if (!inside) return undefined;
    const taken = new Set(
      found.map.items.flatMap(({ key }) => (isScalar(key) && key !== found.node ? String(key.value) : [])),
    );
    if (inside.kind === 'value')
      return { kind: 'value', schema: inside, replaces: span, quote: undefined, key: undefined, needsDash };
    return { kind: 'key', schema: inside, replaces: span, taken, isPair: colon === undefined, column, needsDash };
  }
  const { type } = found.node;
  const isOwnWord = found.map !== undefined || type === 'PLAIN';
  if (!isOwnWord && type !== 'QUOTE_DOUBLE' && type !== 'QUOTE_SINGLE') return undefined;
  const quote = isOwnWord ? undefined : type === 'QUOTE_DOUBLE' ? '"' : "'";
  const closed = quote !== undefined && span.end > span.start + 1 && text[span.end - 1] === quote && span.end > offset;
  return {
    kind: 'value',
    schema: found.schema,
    replaces: quote ? { start: span.start + 1, end: closed ? span.end - 1 : span.end } : span,
    quote,
    key: found.key,
    needsDash: false,
  };
}

/** @param colon Where a name ends, so that it is parsed as one. */
function marked(text: string, offset: number, colon: number | undefined): Document.Parsed {
  const rest = colon === undefined ? text.slice(offset) : `${text.slice(offset, colon)}:${text.slice(colon)}`;
  return parseDocument(`${text.slice(0, offset)}${MARK}${rest}`, { prettyErrors: false, uniqueKeys: false });
}

/** Where a name would be an error, a further element of the list above can begin. */
function undashed(place: DocumentPlace | undefined): DocumentPlace | undefined {
  if (!place) return undefined;
  const { start, end } = place.replaces;
  const replaces = { start: start - DASH.length, end: end - DASH.length };
  return place.kind === 'value'
    ? { ...place, replaces, needsDash: true }
    : { ...place, replaces, needsDash: true, column: place.column - DASH.length };
}

interface Marked {
  readonly node: Scalar;
  /** Of the object around a name, or of the value. */
  readonly schema: Schema;
  /** The object whose name is marked; undefined for a value. */
  readonly map: YAMLMap | undefined;
  readonly key: string | undefined;
}

function markIn(node: unknown, schema: Schema | undefined, key: string | undefined): Marked | undefined {
  if (!schema) return undefined;
  if (isMap(node)) {
    for (const pair of node.items) {
      if (isMarked(pair.key)) return { node: pair.key, schema, map: node, key };
      const name = isScalar(pair.key) ? String(pair.key.value) : '';
      const found = markIn(pair.value, valueOf(schema, name), labelAmong(node, schema, name) ?? name);
      if (found) return found;
    }
    return undefined;
  }
  if (isSeq(node)) {
    for (const item of node.items) {
      const element = elementOf(schema);
      const found = markIn(item, element, element?.kind === 'value' && element.of === 'label-value' ? key : undefined);
      if (found) return found;
    }
    return undefined;
  }
  return isMarked(node) ? { node, schema, map: undefined, key } : undefined;
}

function isMarked(node: unknown): node is Scalar {
  return isScalar(node) && typeof node.value === 'string' && node.value.includes(MARK);
}
