import { kindSubject, type Kind } from '../kinds/kind';
import { fieldsOf, listOf, numberOf, textOf, timestamp, type Fields, type KubeObject } from '../objects';
import { conflict, detailsOf, forbidden, StatusError } from '../status-error';
import { subjectOf } from '../kinds/kind';
import type { Store } from '../store/store';
import { keyOf, required, type Place } from './cluster';

/** The options of a deletion, from its query and its body. */
export interface DeleteOptions {
  readonly dryRun: boolean;
  /** Seconds. */
  readonly gracePeriod?: number;
  readonly propagation?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
}

/** Namespaces that every cluster needs. */
const UNDELETABLE = ['default', 'kube-public', 'kube-system'];

/**
 * Deletes an object, or marks it as being deleted if something holds it.
 * @returns The object, or the Status that says that it is gone.
 * @throws StatusError
 */
export function remove(store: Store, place: Place, options: DeleteOptions): Fields {
  const { kind, name } = place;
  const object = required(store, place);
  checkPreconditions(kind, object, options);
  checkLasting(kind, name, name);
  if (kind.kind === 'Namespace') return removeNamespace(store, place, object, options);
  const grace = graceOf(kind, object, options);
  const marked = marking(kind, object, { ...options, grace });
  const isHeld = (marked.metadata.finalizers ?? []).length > 0 || grace > 0;
  if (isHeld) {
    if (options.dryRun || object.metadata.deletionTimestamp !== undefined) return object;
    return store.put(keyOf(place), marked);
  }
  if (!options.dryRun) {
    // The node lets go of a pod, and only then it is gone.
    if (kind.kind === 'Pod' && object.metadata.deletionTimestamp !== undefined) store.put(keyOf(place), marked);
    const removed = store.remove(keyOf(place), kind.kind === 'Pod' ? marked : undefined);
    if (kind.kind === 'Pod') return removed ?? marked;
  }
  return gone(kind, name, object.metadata.uid);
}

/**
 * Deletes several objects of a kind, until one can't be deleted.
 * @throws StatusError
 */
export function removeAll(
  store: Store,
  { kind, namespace }: Pick<Place, 'kind' | 'namespace'>,
  objects: readonly KubeObject[],
  options: DeleteOptions,
): void {
  for (const { metadata } of objects) {
    checkLasting(kind, metadata.name, 'Unknown');
    remove(store, { kind, namespace: metadata.namespace ?? namespace, name: metadata.name }, options);
  }
}

/**
 * Calico's admission policy protects its tiers.
 * @param told The name in the answer, which that of a collection doesn't have.
 * @throws StatusError 422
 */
function checkLasting(kind: Kind, name: string, told: string): void {
  if (!kind.lasting?.includes(name)) return;
  const policy = 'protect-builtin-tiers.projectcalico.org';
  const message = `ValidatingAdmissionPolicy '${policy}' with binding '${policy}' denied request: The built-in tier ${name} cannot be deleted`;
  const subject = subjectOf(kind, told);
  throw new StatusError(422, 'Invalid', forbidden(subject, message).message, {
    details: { ...detailsOf(subject), causes: [{ message }] },
  });
}

function checkPreconditions(kind: Kind, { metadata }: KubeObject, { uid, resourceVersion }: DeleteOptions): void {
  const mismatch = (what: string, given: string, actual: string): Error =>
    conflict(
      kindSubject(kind, metadata.name),
      `the ${what} in the precondition (${given}) does not match the ${what} in record (${actual}). The object might have been ${what === 'UID' ? 'deleted and then recreated' : 'modified'}`,
    );
  if (uid !== undefined && uid !== metadata.uid) throw mismatch('UID', uid, metadata.uid);
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion)
    throw mismatch('ResourceVersion', resourceVersion, metadata.resourceVersion ?? '');
}

/** Only pods on a node get time to end. */
function graceOf(kind: Kind, object: KubeObject, { gracePeriod }: DeleteOptions): number {
  if (kind.kind !== 'Pod' || textOf(object, 'spec', 'nodeName') === undefined) return 0;
  if (['Failed', 'Succeeded'].includes(textOf(object, 'status', 'phase') ?? '')) return 0;
  return gracePeriod ?? numberOf(object, 'spec', 'terminationGracePeriodSeconds') ?? 30;
}

function marking(
  kind: Kind,
  object: KubeObject,
  { grace, propagation }: DeleteOptions & { grace: number },
): KubeObject {
  const { metadata } = object;
  const policy = propagation === 'Orphan' ? ['orphan'] : propagation === 'Foreground' ? ['foregroundDeletion'] : [];
  const finalizers = [...new Set([...(metadata.finalizers ?? []), ...policy])];
  const isNew = metadata.deletionTimestamp === undefined;
  return {
    ...object,
    metadata: {
      ...metadata,
      ...(kind.generation && isNew && { generation: (metadata.generation ?? 0) + 1 }),
      deletionTimestamp: metadata.deletionTimestamp ?? timestamp(new Date(Date.now() + grace * 1000)),
      deletionGracePeriodSeconds: grace,
      ...(finalizers.length > 0 && { finalizers }),
    },
  };
}

/** A namespace is only marked: its content goes first, and then its finalizer. */
function removeNamespace(store: Store, place: Place, object: KubeObject, { dryRun }: DeleteOptions): Fields {
  if (UNDELETABLE.includes(place.name))
    throw forbidden(subjectOf(place.kind, place.name), 'this namespace may not be deleted');
  if (listOf(object, 'spec', 'finalizers').length === 0) {
    if (!dryRun) store.remove(keyOf(place));
    return gone(place.kind, place.name, object.metadata.uid);
  }
  if (dryRun || object.metadata.deletionTimestamp !== undefined) return object;
  const metadata = { ...object.metadata, deletionTimestamp: timestamp() };
  return store.put(keyOf(place), {
    ...object,
    metadata,
    status: { ...fieldsOf(object, 'status'), phase: 'Terminating' },
  });
}

function gone({ group, plural }: Kind, name: string, uid: string): Fields {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { name, ...(group !== '' && { group }), kind: plural, uid },
  };
}
