import { sameJson } from '../../../base/json';
import { compare } from '../apply/compare';
import { readEntries, recordUpdate, writeEntries, type Entry } from '../apply/managed';
import { ownedPart } from '../apply/structure';
import { groupVersion, subjectOf, type Kind } from '../kinds/kind';
import { fieldsOf, listOf, textOf, timestamp, type Fields, type KubeObject, type ManagedFields } from '../objects';
import { invalidValue } from '../causes';
import { badRequest, conflict, internal, invalid, MODIFIED } from '../status-error';
import type { Store } from '../store/store';
import { readObject, type Body } from './body';
import { check } from './check';
import { checkNamespaceOf } from './create';
import { prepared, type Part } from './prepared';
import { keyOf, required, withOwners, type Place, type WriteOptions } from './cluster';

/**
 * Replaces an object by the body of a PUT.
 * @throws StatusError
 */
export function update(store: Store, place: Place, body: Body, options: WriteOptions, subresource?: Part): KubeObject {
  const draft = readObject(place.kind, body, options);
  checkPlace(place, draft);
  const old = required(store, place);
  if (place.kind.schema && ['', '0'].includes(textOf(draft, 'metadata', 'resourceVersion') ?? '')) {
    const why = 'must be specified for an update';
    throw invalid(subjectOf(place.kind, place.name), [invalidValue('metadata.resourceVersion', 0, why)]);
  }
  const uid = textOf(draft, 'metadata', 'uid');
  if (uid !== undefined && uid !== old.metadata.uid) {
    const [resource, path] = [
      keyOf(place).resource,
      place.namespace === '' ? place.name : `${place.namespace}/${place.name}`,
    ];
    const why = `StorageError: invalid object, Code: 4, Key: /registry/${resource.split('.')[0] ?? ''}/${path}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid}`;
    throw conflict(subjectOf(place.kind, place.name), why);
  }
  return replace(store, place, old, draft, options, subresource);
}

/** The name and namespace of a body have to be those of the path. @throws StatusError 400 */
export function checkPlace({ kind, namespace, name }: Place, draft: Fields): void {
  const metadata = fieldsOf(draft, 'metadata');
  const stated = textOf(metadata, 'name');
  if (stated === undefined)
    throw badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  if (stated !== name)
    throw badRequest(`the name of the object (${stated}) does not match the name on the URL (${name})`);
  checkNamespaceOf(metadata, kind.namespaced ? namespace : '');
}

/**
 * Stores a changed object, unless nothing changed.
 * @param draft The wanted object in stored form; its resourceVersion, if any, has to be the stored one.
 * @param owners Who owns the fields; by default the writer owns what it changes.
 * @throws StatusError 409 if the object was changed meanwhile, 422 if it fails its checks.
 */
export function replace(
  store: Store,
  place: Place,
  old: KubeObject,
  draft: Record<string, unknown>,
  options: Pick<WriteOptions, 'dryRun' | 'manager' | 'warn'>,
  subresource?: Part,
  owners?: readonly Entry[],
): KubeObject {
  const { kind } = place;
  checkVersion(textOf(draft, 'metadata', 'resourceVersion'), old, kind);
  const next = structuredClone(prepared(kind, old, draft, subresource));
  kind.defaults?.(next);
  const given = (next['metadata'] as { managedFields?: readonly ManagedFields[] }).managedFields;
  const entries = owners ?? recordedOwners(kind, old, next, given, options.manager, subresource);
  kind.mutate?.(next, kind);
  check(kind, next, old);
  kind.warnings?.(next).forEach(options.warn);
  const numbered = withGeneration(kind, old, withOwners(next, writeEntries(entries)));
  if (sameJson(lasting(numbered), lasting(old))) return old;
  if (options.dryRun)
    return { ...numbered, metadata: { ...numbered.metadata, resourceVersion: old.metadata.resourceVersion ?? '' } };
  if (isFinished(kind, numbered)) {
    store.remove(keyOf(place));
    return { ...numbered, metadata: { ...numbered.metadata, resourceVersion: old.metadata.resourceVersion ?? '' } };
  }
  return store.put(keyOf(place), numbered);
}

function recordedOwners(
  kind: Kind,
  old: KubeObject,
  next: Fields,
  given: readonly ManagedFields[] | undefined,
  manager: string,
  subresource: Part | undefined,
): Entry[] {
  const before = readEntries(given ?? old.metadata.managedFields);
  const part = subresource === 'status' ? 'status' : undefined;
  const comparison = compare(
    kind.shape,
    ownedPart(part ? old : bare(old), part),
    ownedPart(part ? next : bare(next), part),
  );
  if (comparison.changed.isEmpty && comparison.removed.isEmpty) return before;
  const writer = {
    manager,
    operation: 'Update',
    apiVersion: groupVersion(kind),
    ...(subresource !== undefined && subresource !== 'finalize' && { subresource }),
  } as const;
  // The original keeps no time of who scales.
  return recordUpdate(before, writer, comparison, subresource === 'scale' ? undefined : timestamp());
}

function bare(object: Fields): Fields {
  const { status: _status, ...rest } = object;
  return rest;
}

function checkVersion(stated: string | undefined, old: KubeObject, kind: Kind): void {
  if (stated === undefined || stated === '0') return;
  if (!/^\d+$/.test(stated)) throw internal(`strconv.ParseUint: parsing ${JSON.stringify(stated)}: invalid syntax`);
  if (stated !== old.metadata.resourceVersion) throw conflict(subjectOf(kind, old.metadata.name), MODIFIED);
}

function withGeneration(kind: Kind, old: KubeObject, next: Readonly<Record<string, unknown>>): KubeObject {
  const object = next as unknown as KubeObject;
  if (!kind.generation || sameJson(wanted(old), wanted(object))) return object;
  return { ...object, metadata: { ...object.metadata, generation: (old.metadata.generation ?? 0) + 1 } };
}

/** What generation counts the changes of. */
function wanted({ metadata: _metadata, status: _status, ...rest }: KubeObject): Fields {
  return rest;
}

/** An object without its version and the times of its managers, which alone make no change. */
function lasting(object: KubeObject): Fields {
  const { resourceVersion: _version, managedFields = [], ...metadata } = object.metadata;
  const owners = managedFields.map(({ time: _time, ...entry }) => entry);
  return { ...object, metadata: { ...metadata, managedFields: owners } };
}

/** Whether an object that is being deleted has nothing left to wait for. */
function isFinished(kind: Kind, { metadata, ...object }: KubeObject): boolean {
  if (metadata.deletionTimestamp === undefined || (metadata.finalizers ?? []).length > 0) return false;
  if (kind.kind === 'Namespace') return listOf(object, 'spec', 'finalizers').length === 0;
  return (metadata.deletionGracePeriodSeconds ?? 0) === 0;
}
