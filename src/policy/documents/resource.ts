import * as l10n from '@vscode/l10n';
import type { Path } from '../../base/decode';
import { isRecord, parseJson } from '../../base/json';
import { readText, versionOf, writtenKind, type PolicyObject, type ResourceId } from '../resources';
import { changedInStyle, changedText, type ObjectChange } from './edit';
import { objectTypeOf } from './kinds';
import { formatYaml, parseYaml, type Span, type YamlDocument } from './yaml';

/** A finding in the text of a document. */
export interface ResourceProblem extends Span {
  readonly message: string;
  /** Errors keep the object from being stored. */
  readonly severity: 'error' | 'warning';
  /** The certain replacement of the text in the span. */
  readonly suggestion?: string;
}

/** The document of an object, parsed and checked. */
export interface ResourceDocument {
  readonly yaml: YamlDocument;
  readonly problems: readonly ResourceProblem[];
  /** The JSON to store; undefined if the document has errors. */
  readonly json: string | undefined;
  /** The object that it would be; undefined if the document has errors. */
  readonly object: PolicyObject | undefined;
}

/** Fields of the metadata in the order in which calicoctl prints them. */
const METADATA = ['creationTimestamp', 'name', 'namespace', 'labels', 'annotations', 'resourceVersion', 'uid'];

/**
 * Formats an object as calicoctl prints it: in YAML, with its `resourceVersion`, which is the revision of its last
 * change, where it is known. A text that is no JSON stays as it is.
 */
export function formatResource({ text, revision }: { readonly text: string; readonly revision?: string }): string {
  const value = parseJson(text);
  if (!isRecord(value)) return text;
  const { apiVersion, kind, metadata, ...rest } = value;
  const own: Readonly<Record<string, unknown>> = isRecord(metadata) ? metadata : {};
  const written: Readonly<Record<string, unknown>> = {
    ...own,
    ...(revision !== undefined && { resourceVersion: revision }),
  };
  const sorted = Object.fromEntries([
    ...METADATA.filter((field) => written[field] !== undefined && written[field] !== null).map((field) => [
      field,
      written[field],
    ]),
    ...Object.entries(written).filter(([field]) => !METADATA.includes(field)),
  ]) as object;
  return formatYaml({ apiVersion, kind, metadata: sorted, ...rest });
}

/** What the server counts by itself: changes of these say nothing about what someone did. */
const COUNTED = ['resourceVersion', 'generation', 'managedFields'];

/** Returns a text without what the server counts by itself, to compare it with others; the same text if it has errors. */
export function withoutCounts(text: string): string {
  const { value } = parseYaml(text);
  const metadata = isRecord(value) ? value['metadata'] : undefined;
  if (!isRecord(metadata)) return text;
  const present = COUNTED.filter((field) => Object.hasOwn(metadata, field));
  const changes = present.map((field): ObjectChange => ({ kind: 'set', path: ['metadata', field], value: undefined }));
  if (changes.length === 0) return text;
  const change = changedInStyle(text, changes) ?? changedText(text, changes);
  return change ? text.slice(0, change.start) + change.text + text.slice(change.end) : text;
}

/** Parses and checks a document. @param id The object that it belongs to, which it can't become another of. */
export function readResourceDocument(text: string, id: ResourceId): ResourceDocument {
  return readResource(parseYaml(text), id, identityProblems);
}

/** Checks an object that is parsed. @param own Returns further errors, of the object's place. */
export function readResource(
  yaml: YamlDocument,
  id: ResourceId,
  own: (yaml: YamlDocument, id: ResourceId) => readonly ResourceProblem[] = () => [],
): ResourceDocument {
  const faults = yaml.problems.map((problem): ResourceProblem => ({ ...problem, severity: 'error' }));
  const problems = faults.length > 0 ? faults : check(yaml, id, own(yaml, id));
  const json = problems.some(({ severity }) => severity === 'error') ? undefined : encode(yaml.value);
  return { yaml, problems, json, object: json === undefined ? undefined : readText(json, id) };
}

function check(yaml: YamlDocument, id: ResourceId, own: readonly ResourceProblem[]): readonly ResourceProblem[] {
  const { value } = yaml;
  if (!isRecord(value)) return [errorAt(yaml, [], l10n.t('The document must be an object.'))];
  const [version, kind] = [versionOf(id.kind), writtenKind(id.kind)];
  const identity = [
    ...(value['apiVersion'] === version
      ? []
      : [errorAt(yaml, ['apiVersion'], l10n.t('“apiVersion” must be {0}.', version))]),
    ...(value['kind'] === kind ? [] : [errorAt(yaml, ['kind'], l10n.t('This document is about a {0}.', kind))]),
    ...own,
  ];
  if (identity.length > 0) return identity;
  return (objectTypeOf(value)?.validate(value) ?? []).map(
    ({ path, message, refuses, suggestion, by }): ResourceProblem => ({
      ...yaml.spanOf(path, by === 'reader' ? 'key' : undefined),
      message,
      severity: refuses ? 'error' : 'warning',
      ...(suggestion !== undefined && { suggestion: String(suggestion) }),
    }),
  );
}

/** The document of an object of a cluster can't become another object. */
function identityProblems(yaml: YamlDocument, { name, namespace }: ResourceId): readonly ResourceProblem[] {
  const { value } = yaml;
  if (!isRecord(value)) return [];
  const metadata: Readonly<Record<string, unknown>> = isRecord(value['metadata']) ? value['metadata'] : {};
  return [
    ...(metadata['name'] === name
      ? []
      : [
          errorAt(
            yaml,
            ['metadata', 'name'],
            l10n.t('This document is about {0}. Create another object instead.', name),
          ),
        ]),
    ...((metadata['namespace'] ?? undefined) === namespace
      ? []
      : [
          errorAt(
            yaml,
            ['metadata', 'namespace'],
            l10n.t('This document is about the namespace {0}.', namespace ?? ''),
          ),
        ]),
  ];
}

function errorAt(yaml: YamlDocument, path: Path, message: string): ResourceProblem {
  return { ...yaml.spanOf(path), message, severity: 'error' };
}

/** Encodes an object as calicoctl stores it: with defaults, and without the version, which is its revision in etcd. */
function encode(value: unknown): string | undefined {
  if (!isRecord(value)) return undefined;
  const { kind, apiVersion, metadata, ...rest } = objectTypeOf(value)?.withDefaults(value) ?? value;
  const { resourceVersion: _, ...stored } = isRecord(metadata) ? metadata : {};
  return JSON.stringify({ kind, apiVersion, metadata: stored, ...rest });
}

/** An object that is not stored yet. */
export interface NewResource {
  readonly json: string;
  readonly object: PolicyObject | undefined;
}

/** Creates an object as calicoctl or kubectl does. @param identity Metadata that only its creation sets. */
export function newResource(id: ResourceId, spec: object, identity: object): NewResource {
  const { kind, namespace, name } = id;
  const metadata = { name, ...(namespace !== undefined && { namespace }), ...identity };
  const json = encode({ kind: writtenKind(kind), apiVersion: versionOf(kind), metadata, spec }) ?? '';
  return { json, object: readText(json, id) };
}
