import * as l10n from '@vscode/l10n';
import { isMap, isScalar, isSeq, parseDocument, type YAMLMap } from 'yaml';
import { versionOf, writtenKind, type ResourceKind } from '../resources';
import { MANIFEST_KINDS, sourceOf, type ObjectSource } from './manifest';
import { schemaOf, type ObjectSchema } from './schema';
import { meaningOf } from './schema/kind-meanings';
import { field, objectOf, oneOf, type Meaning } from './schema/types';
import type { Span } from './yaml';

/** A place in a file where an object of policy can begin. */
export type StartPlace =
  /** A document, or an item of a list, that is empty but for the beginning of a word. */
  | {
      readonly kind: 'blank';
      readonly replaces: Span;
      /** The column after the indentation of the line: the dash of an item may come before it. */
      readonly column: number;
    }
  /** An object whose kind isn't written yet, or not completely. */
  | { readonly kind: 'header'; readonly source: ObjectSource };

/** Returns what can begin at an offset of a file; undefined inside of objects, of other projects too. */
export function startAt(text: string, offset: number): StartPlace | undefined {
  const around = documentAround(text, offset);
  if (!around) return undefined;
  const own = text.slice(around.start, around.end);
  const at = offset - around.start;
  const lineStart = own.slice(0, at).lastIndexOf('\n') + 1;
  const [line = ''] = /^.*/.exec(own.slice(lineStart)) ?? [];
  const others = `${own.slice(0, lineStart)}${own.slice(lineStart + line.length)}`;
  const [, dash, word = ''] = WORD.exec(line) ?? [];
  const column = dash?.trimStart().length ?? 0;
  const start = offset - at + lineStart + (dash?.length ?? 0);
  if (
    dash !== undefined &&
    start <= offset &&
    offset <= start + word.length &&
    (column > 0 ? isItem(own, lineStart + dash.length) : isBlank(others))
  )
    return { kind: 'blank', replaces: { start, end: start + word.length }, column };
  const { contents } = parseDocument(own, { prettyErrors: false, uniqueKeys: false });
  const source = isMap(contents) ? headerIn(contents, own, at) : undefined;
  return source && { kind: 'header', source: { ...source, start: source.start + around.start } };
}

/** Returns the object at an offset whose kind isn't complete: that of the document, or an item of its list. */
function headerIn(map: YAMLMap, text: string, offset: number): ObjectSource | undefined {
  const items = textAt(map, 'kind') === 'List' ? map.get('items', true) : undefined;
  if (!isSeq(items)) {
    const schema = headerSchema(map);
    return schema && { text, start: 0, schema };
  }
  const item = items.items.filter(isMap).findLast(({ range }) => range && range[0] <= offset);
  const schema = item && headerSchema(item);
  const source = item?.range && schema && sourceOf(item.range, schema, text);
  return source && offset <= source.start + source.text.length ? source : undefined;
}

/** A line with nothing but the beginning of a word, which may be an item. */
const WORD = /^((?: *- +)?)([\w.-]*)[ \t]*\r?$/;

/** The lines between which a document is. */
const MARKERS = /^(?:---|\.\.\.)(?:[ \t].*|\r)?$/gm;

function documentAround(text: string, offset: number): Span | undefined {
  let start = 0;
  for (const { index, 0: marker } of text.matchAll(MARKERS)) {
    const end = index + marker.length;
    if (offset < index) return { start, end: index };
    if (offset <= end) return undefined;
    start = end + 1;
  }
  return { start, end: text.length };
}

function isBlank(lines: string): boolean {
  return lines.split('\n').every((line) => /^\s*(?:#.*)?$/.test(line));
}

/** Whether an empty item, or one with a word, of a list of objects is at an offset. */
function isItem(text: string, offset: number): boolean {
  const { contents } = parseDocument(`${text.slice(0, offset)}x${text.slice(offset)}`, { prettyErrors: false });
  if (!isMap(contents) || textAt(contents, 'kind') !== 'List') return false;
  const items = contents.get('items', true);
  return isSeq(items) && items.items.some((item) => isScalar(item) && item.range?.[0] === offset);
}

/** Undefined if the object is of none of our kinds. */
function headerSchema(map: YAMLMap): ObjectSchema | undefined {
  if (!map.has('apiVersion') && !map.has('kind')) return undefined;
  const [version, kind] = [textAt(map, 'apiVersion'), textAt(map, 'kind')];
  if (version === undefined || kind === undefined) return undefined;
  const whole = MANIFEST_KINDS.find((of) => versionOf(of) === version && writtenKind(of) === kind);
  if (whole) return schemaOf(whole);
  const byVersion = MANIFEST_KINDS.filter((of) => versionOf(of).startsWith(version));
  const byKind = MANIFEST_KINDS.filter((of) => writtenKind(of).startsWith(kind));
  if (byVersion.length === 0 || byKind.length === 0) return undefined;
  const metadata = schemaOf('KubernetesNetworkPolicy')?.fields['metadata'];
  return objectOf({
    apiVersion: field(oneOf(choices(byKind, versionOf, versionMeaning)), versionMeaning),
    kind: field(oneOf(choices(byVersion, writtenKind, meaningOf)), () => l10n.t('The kind of the object.')),
    ...(metadata && { metadata }),
  });
}

const versionMeaning = () => l10n.t('The version of the object’s format.');

function choices(
  kinds: readonly ResourceKind[],
  text: (kind: ResourceKind) => string,
  meaning: (kind: ResourceKind) => string,
): Readonly<Record<string, Meaning>> {
  return Object.fromEntries(kinds.map((kind) => [text(kind), () => meaning(kind)]));
}

/** Returns a text of an object, empty if it is missing; undefined for what is no text. */
function textAt(map: YAMLMap, key: string): string | undefined {
  const found: unknown = map.get(key);
  if (found === undefined || found === null) return '';
  return typeof found === 'string' ? found : undefined;
}
