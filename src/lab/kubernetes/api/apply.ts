import { applyTo } from '../apply/apply';
import { takenOver, withLastApplied } from '../apply/last-applied';
import { readEntries, type Writer } from '../apply/managed';
import { mistyped } from '../custom/typed';
import { groupVersion, subjectOf } from '../kinds/kind';
import { fieldsOf, isFields, textOf, timestamp, type Fields, type KubeObject } from '../objects';
import { TypeMismatch } from '../schema/decode';
import { badRequest, conflict, internal, notFound } from '../status-error';
import type { Store } from '../store/store';
import type { Body } from './body';
import { checkNamespace, keyOf, type Place, type WriteOptions } from './cluster';
import { insert } from './create';
import { decodeKind } from './decode-kind';
import { checkPlace, replace } from './update';

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
