import { applyPatch, type Operation } from 'rfc6902';
import { mistyped } from '../custom/typed';
import { TypeMismatch } from '../schema/decode';
import { applyTo } from '../apply/apply';
import { takenOver, withLastApplied } from '../apply/last-applied';
import { readEntries, type Writer } from '../apply/managed';
import { groupVersion } from '../kinds/kind';
import { fieldsOf, isFields, textOf, timestamp, type Fields, type KubeObject } from '../objects';
import { mergePatch } from '../patch/merge';
import { strategicPatch } from '../patch/strategic';
import { decodeKind } from './decode-kind';
import { badRequest, conflict, internal, invalid, StatusError } from '../status-error';
import { invalidValue } from '../causes';
import type { Store } from '../store/store';
import type { Body } from './body';
import { checkNamespace, keyOf, required, type Place, type WriteOptions } from './cluster';
import { insert } from './create';
import { checkPlace, replace } from './update';
import { notFound } from '../status-error';
import { subjectOf } from '../kinds/kind';

export type PatchType = 'merge' | 'strategic' | 'json' | 'apply';

export const PATCH_TYPES: Readonly<Record<string, PatchType>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
};

/**
 * Patches an object.
 * @throws StatusError
 */
export function patch(
  store: Store,
  place: Place,
  type: Exclude<PatchType, 'apply'>,
  { value }: Body,
  options: WriteOptions,
  subresource?: 'status',
): KubeObject {
  const old = required(store, place);
  const patched = patchedBy(type, place, old, value);
  const draft = readPatched(place, patched, value, options);
  checkPlace(place, draft);
  return replace(store, place, old, draft, options, subresource);
}

function patchedBy(type: Exclude<PatchType, 'apply'>, { kind }: Place, old: KubeObject, value: unknown): unknown {
  if (type === 'json') return jsonPatched(old, value);
  if (!isFields(value)) {
    const found = Array.isArray(value) ? 'array' : typeof value;
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${found} into Go value of type map[string]interface {}`,
    );
  }
  return type === 'merge' ? mergePatch(old, value) : strategicPatch(kind.shape, old, value);
}

/** The original says nothing about why a JSON patch fails. */
function jsonPatched(old: KubeObject, value: unknown): unknown {
  if (!Array.isArray(value) || !value.every(isOperation))
    throw badRequest('error decoding patch: json: cannot unmarshal into Go value of type jsonpatch.Patch');
  const target = structuredClone(old);
  const failed = applyPatch(target, structuredClone(value) as Operation[]).some((error) => error !== null);
  if (failed) {
    const message = 'the server rejected our request due to an error in our request';
    throw new StatusError(422, 'Invalid', message, { details: {} });
  }
  return target;
}

function isOperation(value: unknown): boolean {
  return isFields(value) && typeof value['op'] === 'string' && typeof value['path'] === 'string';
}

/** Reads the patched object; what is wrong with it is blamed on the patch. */
function readPatched(
  { kind }: Place,
  patched: unknown,
  given: unknown,
  options: WriteOptions,
): Record<string, unknown> {
  const refuse = (why: string): Error =>
    invalid({ group: '', what: '' }, [invalidValue('patch', JSON.stringify(patched), why)]);
  if (!isFields(patched)) throw refuse('json: cannot unmarshal');
  try {
    const { value, unknown } = decodeKind(kind, patched);
    const extra = Array.isArray(given) ? extraFields(given) : [];
    const problems = [...extra, ...unknown.map((field) => `unknown field ${JSON.stringify(field)}`)];
    if (problems.length > 0 && options.validation === 'Strict')
      throw refuse(`strict decoding error: ${problems.join(', ')}`);
    if (options.validation === 'Warn') problems.forEach((problem) => options.warn(problem));
    return value;
  } catch (error) {
    if (error instanceof TypeMismatch) throw refuse(error.message);
    throw error;
  }
}

/** Fields of a JSON patch's operations that mean nothing. */
function extraFields(operations: readonly unknown[]): string[] {
  return operations.flatMap((operation, index) =>
    Object.keys(isFields(operation) ? operation : {})
      .filter((name) => !['op', 'path', 'value', 'from'].includes(name))
      .map((name) => `json patch unknown field "[${index}].${name}"`),
  );
}

/** Options of server-side apply. */
export interface ApplyOptions extends WriteOptions {
  /** Takes fields away from those who own them. */
  readonly force: boolean;
  /** Whether the user may create the object. @throws StatusError 403 */
  readonly checkCreate: () => void;
}

/** The applied object, and whether it is new. */
export interface ApplyOutcome {
  readonly object: KubeObject;
  readonly isNew: boolean;
}

/**
 * Applies a configuration (server-side apply).
 * @throws StatusError 409 if others own fields that it changes, unless forced.
 */
export function apply(
  store: Store,
  place: Place,
  { value }: Body,
  options: ApplyOptions,
  subresource?: 'status',
): ApplyOutcome {
  const { kind, namespace, name } = place;
  const configuration = isFields(value) ? value : {};
  checkConfiguration(place, configuration);
  const stated = typedConfiguration(place, configuration);
  const writer: Writer = {
    manager: options.manager,
    operation: 'Apply',
    apiVersion: groupVersion(kind),
    ...(subresource !== undefined && { subresource }),
  };
  const time = timestamp();
  const old = store.get(keyOf(place));
  if (!old) {
    if (subresource !== undefined) throw notFound(subjectOf(kind, name));
    options.checkCreate();
    checkNamespace(store, place);
    const uid = textOf(stated, 'metadata', 'uid');
    if (uid !== undefined) {
      const why = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`;
      throw conflict(subjectOf(kind, name), why);
    }
    const draft = readApplied(place, { ...stated, metadata: { ...fieldsOf(stated, 'metadata'), name, namespace } });
    const { entries } = applyTo(kind.shape, {}, stated, { entries: [], writer, force: true, time });
    return { object: insert(store, place, draft, options, () => entries), isNew: true };
  }
  const before = readEntries(old.metadata.managedFields);
  const free = takenOver(kind.shape, old, options.manager);
  const request = { entries: before, writer, force: options.force, free, time };
  const { object, entries } = applyTo(kind.shape, old, stated, request);
  const next = readApplied(place, withVersion(withLastApplied(object, configuration, options.manager), stated));
  return { object: replace(store, place, old, next, options, subresource, entries), isNew: false };
}

/** A stated version has to be the stored one; without one, any is. */
function withVersion(object: Fields, stated: Fields): Fields {
  const { resourceVersion: _version, ...metadata } = fieldsOf(object, 'metadata');
  const version = textOf(stated, 'metadata', 'resourceVersion');
  return { ...object, metadata: { ...metadata, ...(version !== undefined && { resourceVersion: version }) } };
}

function readApplied({ kind }: Place, object: Fields): Record<string, unknown> {
  return decodeKind(kind, object).value;
}

function checkConfiguration(place: Place, configuration: Fields): void {
  const { kind } = place;
  const apiVersion = textOf(configuration, 'apiVersion') ?? '';
  const given = textOf(configuration, 'kind') ?? '';
  if (apiVersion !== groupVersion(kind) || given !== kind.kind) {
    const [version = '', group = ''] = apiVersion.split('/').toReversed();
    throw badRequest(`invalid object type: ${group}/${version}, Kind=${given}`);
  }
  const metadata = fieldsOf(configuration, 'metadata');
  if (metadata['managedFields'] !== undefined) throw badRequest('metadata.managedFields must be nil');
  if (metadata['generateName'] !== undefined && metadata['name'] === undefined)
    throw badRequest(`the name of the object (${place.name} based on URL) was undeterminable: name must be provided`);
  checkPlace(place, { metadata: { name: place.name, ...metadata } });
}

/**
 * The configuration by its shape. Unlike other writes, an unknown field is an error, whatever validation was asked for.
 */
function typedConfiguration({ kind, namespace, name }: Place, configuration: Fields): Fields {
  const where = `failed to create typed patch object (${kind.namespaced && textOf(configuration, 'metadata', 'namespace') !== undefined ? namespace : ''}/${name}; ${groupVersion(kind)}, Kind=${kind.kind})`;
  try {
    const { unknown } = decodeKind(kind, configuration);
    const faults = [
      ...unknown.map((field) => `.${field}: field not declared in schema`),
      ...(kind.schema ? mistyped(kind.schema, configuration) : []),
    ];
    if (faults.length > 0) throw internal(`${where}: ${faults.join('\n')}`);
    return configuration;
  } catch (error) {
    if (error instanceof TypeMismatch) throw internal(`${where}: ${error.message}`);
    throw error;
  }
}
