import { isMap, isScalar, isSeq, type Document, type Range, type YAMLMap } from 'yaml';
import { isRecord } from '../../base/json';
import {
  groupOf,
  isPolicyKind,
  kindOf,
  RESOURCE_KINDS,
  versionOf,
  type ResourceId,
  type ResourceKind,
} from '../resources';
import { readResource, type ResourceDocument } from './resource';
import { schemaOf, type Schema } from './schema';
import { parseDocuments, problemsIn, yamlOf, type Span, type YamlProblem } from './yaml';

/** An object of a file with one or more YAML documents, some of which may be lists. Its span includes blank lines after it. */
export interface ManifestPart extends Span {
  readonly id: ResourceId;
  /** Its positions are those of the file. */
  readonly document: ResourceDocument;
  readonly source: ObjectSource;
}

/** The text of an object alone, in which it is edited. */
export interface ObjectSource {
  readonly text: string;
  /** Offset in the file. */
  readonly start: number;
  /** Of the whole text; undefined for kinds that people don't write. */
  readonly schema: Schema | undefined;
}

/** What a file defines for policy. */
export interface Manifest {
  readonly parts: readonly ManifestPart[];
  /** Errors in lists that are in none of their objects. */
  readonly problems: readonly YamlProblem[];
}

/** Kinds that a file may define for policy, besides the policies themselves. */
const OTHERS: ReadonlySet<ResourceKind> = new Set(['Tier', 'NetworkSet', 'GlobalNetworkSet', 'HostEndpoint']);

/** The kinds that a file may define for policy, first the one of every Kubernetes cluster. */
export const MANIFEST_KINDS: readonly ResourceKind[] = (Object.keys(RESOURCE_KINDS) as ResourceKind[])
  .filter((kind) => isPolicyKind(kind) || OTHERS.has(kind))
  .sort((a, b) => Number(b === 'KubernetesNetworkPolicy') - Number(a === 'KubernetesNetworkPolicy'));

/** Longer files are not read: nobody wrote them by hand. In characters. */
const MOST = 1_000_000;

/** What a file has to contain to be parsed at all. */
const GROUPS = /\bapiVersion["']?:\s*["']?(?:projectcalico\.org|networking\.k8s\.io|policy\.networking\.k8s\.io)\//;

/** Returns the objects of policy in a text with one or more YAML documents, as kubectl and calicoctl take them. */
export function readManifest(text: string): Manifest {
  if (text.length > MOST || !GROUPS.test(text)) return { parts: [], problems: [] };
  const found = parseDocuments(text).map((document) => partsOf(document, text));
  return { parts: found.flatMap(({ parts }) => parts), problems: found.flatMap(({ problems }) => problems) };
}

function partsOf(document: Document.Parsed, text: string): Manifest {
  const { contents } = document;
  const faults = problemsIn(document, text);
  if (!isMap(contents)) return { parts: [], problems: [] };
  const items = itemsOf(contents, {});
  if (items) {
    const parts = items.flatMap((item) => partOfList(item, document, faults, text) ?? []);
    const isOutside = ({ start }: Span) => !parts.some((part) => part.start <= start && start < part.end);
    return { parts, problems: parts.length > 0 ? faults.filter(isOutside) : [] };
  }
  const kind = policyKindOf(contents, {});
  if (!kind) return { parts: [], problems: [] };
  const [begin, , after] = document.range;
  const start = begin + lengthAt(begin, text, MARKER);
  const end = after + lengthAt(after, text, BLANKS);
  const yaml = yamlOf(document, contents, faults);
  const id = idOf(kind, yaml.value, contents);
  const source = { text: text.slice(start, end), start, schema: schemaOf(kind) };
  return { parts: [{ id, start, end, document: readResource(yaml, id), source }], problems: [] };
}

/** What the items of a list of one kind may leave out. */
interface Given {
  readonly apiVersion?: string;
  readonly kind?: string;
}

interface Item {
  readonly map: YAMLMap;
  readonly given: Given;
}

/** Returns the objects of a list, and of lists in it; undefined for what is no list. */
function itemsOf(map: YAMLMap, given: Given): readonly Item[] | undefined {
  const { apiVersion, kind } = typeOf(map, given);
  const items = map.get('items', true);
  if (kind?.endsWith('List') !== true || !isSeq(items)) return undefined;
  const element: Given = kind === 'List' ? {} : { apiVersion: apiVersion ?? '', kind: kind.slice(0, -'List'.length) };
  return items.items.flatMap((item): readonly Item[] => {
    if (!isMap(item)) return [];
    return itemsOf(item, element) ?? [{ map: item, given: element }];
  });
}

function partOfList(
  { map, given }: Item,
  document: Document,
  faults: readonly YamlProblem[],
  text: string,
): ManifestPart | undefined {
  const kind = policyKindOf(map, given);
  if (!kind || !map.range) return undefined;
  const source = sourceOf(map.range, schemaOf(kind), text);
  const [start] = map.range;
  const end = source.start + source.text.length;
  const isInside = (fault: Span) => start <= fault.start && fault.start < end;
  const yaml = yamlOf(document, map, faults.filter(isInside));
  const id = idOf(kind, yaml.value, map);
  const value = isRecord(yaml.value) ? { ...yaml.value, ...typeOf(map, given) } : yaml.value;
  return { id, start, end, document: readResource({ ...yaml, value }, id), source };
}

/** Blank lines. */
const BLANKS = /(?:[ \t]*\r?\n|[ \t]+$)*/y;

/** The line before a document, and blank ones before that. */
const MARKER = /(?:[ \t]*\r?\n)*---[ \t]*\r?\n/y;

function lengthAt(offset: number, text: string, pattern: RegExp): number {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0].length ?? 0;
}

/**
 * Returns the source of an object in a list, up to the next one, in its columns. One after a dash stays the element of a
 * list.
 */
export function sourceOf([start, , after]: Range, schema: Schema | undefined, text: string): ObjectSource {
  const end = after + lengthAt(after, text, BLANKS);
  const lineStart = text.slice(0, start).lastIndexOf('\n') + 1;
  const before = text.slice(lineStart, start);
  const isElement = /^ *- +$/.test(before);
  return {
    text: `${isElement ? before : ' '.repeat(before.length)}${text.slice(start, end)}`,
    start: lineStart,
    schema: schema && isElement ? { kind: 'list', items: schema } : schema,
  };
}

/** Returns the type of an object. The items of a list of one kind may leave out theirs, and have the list's if they do. */
function typeOf(map: YAMLMap, given: Given): Given {
  const [apiVersion, kind] = [textAt(map, 'apiVersion'), textAt(map, 'kind')];
  if (given.kind !== undefined && (!apiVersion || !kind)) return given;
  return { ...(apiVersion !== undefined && { apiVersion }), ...(kind !== undefined && { kind }) };
}

function policyKindOf(map: YAMLMap, given: Given): ResourceKind | undefined {
  const { apiVersion = '', kind = '' } = typeOf(map, given);
  const known = kindOf(apiVersion, kind);
  if (!known || !(isPolicyKind(known) || OTHERS.has(known))) return undefined;
  // Other projects have kinds of the same names.
  return groupOf(apiVersion) === groupOf(versionOf(known)) ? known : undefined;
}

/** @param value Of the object; undefined while it has errors. */
function idOf(kind: ResourceKind, value: unknown, map: YAMLMap): ResourceId {
  const metadata = isRecord(value) && isRecord(value['metadata']) ? value['metadata'] : undefined;
  const named = (field: string) => {
    const found = metadata ? metadata[field] : textAt(map, 'metadata', field);
    return typeof found === 'string' ? found : undefined;
  };
  const namespace = named('namespace');
  return { kind, ...(namespace !== undefined && { namespace }), name: named('name') ?? '' };
}

function textAt(map: YAMLMap, ...path: readonly string[]): string | undefined {
  const found = map.getIn(path, true);
  return isScalar(found) && typeof found.value === 'string' ? found.value : undefined;
}
