import { randomInt } from 'node:crypto';
import { compare } from '../apply/compare';
import { readEntries, recordUpdate, writeEntries, type Entry } from '../apply/managed';
import { ownedPart } from '../apply/structure';
import { groupVersion, subjectOf } from '../kinds/kind';
import { fieldsOf, textOf, timestamp, type KubeObject } from '../objects';
import { zeroOf } from '../schema/shape';
import { alreadyExists, badRequest, internal } from '../status-error';
import type { Store } from '../store/store';
import { readObject, type Body } from './body';
import { check } from './check';
import { allocatedBy, checkNamespace, keyOf, newUid, withOwners, type Place, type WriteOptions } from './cluster';

/** What generated names consist of: no vowels, nothing that is easily mistaken. */
const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';
const GENERATED = 5;
const LONGEST_GENERATED = 63;

/**
 * Makes an object from the body of a POST.
 * @throws StatusError
 */
export function create(
  store: Store,
  { kind, namespace }: Pick<Place, 'kind' | 'namespace'>,
  body: Body,
  options: WriteOptions,
): KubeObject {
  const draft = readObject(kind, body, options);
  const given = fieldsOf(draft, 'metadata');
  checkNamespaceOf(given, kind.namespaced ? namespace : '');
  if (textOf(given, 'resourceVersion') !== undefined)
    throw internal('resourceVersion should not be set on objects to be created');
  const name = textOf(given, 'name') ?? generated(textOf(given, 'generateName'));
  const writer = { manager: options.manager, operation: 'Update', apiVersion: groupVersion(kind) } as const;
  return insert(store, { kind, namespace, name }, draft, options, (object) => {
    const comparison = compare(
      kind.shape,
      ownedPart(zeroOf(kind.shape), undefined),
      ownedPart(withoutStatus(object), undefined),
    );
    return recordUpdate(readEntries(undefined), writer, comparison, timestamp());
  });
}

/**
 * Stores a new object: fills in defaults, records owners, admits and checks it.
 * @param owners Who owns the fields of the object with its defaults.
 * @throws StatusError
 */
export function insert(
  store: Store,
  place: Place,
  given: Readonly<Record<string, unknown>>,
  { dryRun, warn }: Pick<WriteOptions, 'dryRun' | 'warn'>,
  owners: (object: Record<string, unknown>) => readonly Entry[],
): KubeObject {
  const { kind, namespace, name } = place;
  const metadata = newMetadata(place, fieldsOf(given, 'metadata'));
  const draft: Record<string, unknown> = structuredClone({ ...withoutStatus(given), metadata });
  draft['status'] = zeroOf(kind.shape)['status'];
  if (draft['status'] === undefined) delete draft['status'];
  kind.defaults?.(draft);
  const entries = owners(draft);
  kind.admit?.(draft, allocatedBy(store));
  kind.mutate?.(draft, kind);
  checkNamespace(store, place);
  check(kind, draft, undefined);
  kind.warnings?.(draft).forEach(warn);
  const existing = store.get(keyOf({ kind, namespace, name }));
  if (existing) throw alreadyExists(subjectOf(kind, name), existing.metadata.deletionTimestamp !== undefined);
  const object = withOwners(draft, writeEntries(entries)) as unknown as KubeObject;
  return dryRun ? object : store.put(keyOf({ kind, namespace, name }), object);
}

/**
 * The namespace of a body has to be that of the path; for kinds of the whole cluster it means nothing.
 * @throws StatusError 400
 */
export function checkNamespaceOf(metadata: Readonly<Record<string, unknown>>, namespace: string): void {
  const stated = textOf(metadata, 'namespace') ?? '';
  if (stated !== '' && namespace !== '' && stated !== namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
}

function withoutStatus(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { status: _status, ...rest } = object;
  return rest;
}

function newMetadata(
  { kind, namespace, name }: Place,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const { generateName, labels, annotations, ownerReferences, finalizers } = given;
  return {
    name,
    ...(generateName !== undefined && { generateName }),
    ...(kind.namespaced && { namespace }),
    uid: newUid(),
    ...(kind.generation && { generation: 1 }),
    creationTimestamp: timestamp(),
    ...(labels !== undefined && { labels }),
    ...(annotations !== undefined && { annotations }),
    ...(ownerReferences !== undefined && { ownerReferences }),
    ...(finalizers !== undefined && { finalizers }),
  };
}

function generated(prefix: string | undefined): string {
  if (prefix === undefined) return '';
  const letters = Array.from({ length: GENERATED }, () => LETTERS[randomInt(LETTERS.length)]);
  return prefix.slice(0, LONGEST_GENERATED - GENERATED) + letters.join('');
}
