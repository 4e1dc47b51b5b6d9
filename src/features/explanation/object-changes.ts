import type { Path } from '../../base/decode';
import type { Connected } from '../../app/commands';
import { resourceObject } from '../../cluster/etcd/change';
import { resourceNamed, type ResourceDraft } from '../../cluster/model/resources';
import type { PolicyData } from '../../cluster/model/snapshot';
import { resourceIdOf, type StoredResource } from '../../policy/resources';
import { changedText, formatResource, readResourceDocument, type ObjectChange } from '../../policy/documents';
import type { ObjectEdit } from '../../policy/explain/edits';
import type { ObjectRef } from '../../policy/model/origin';
import type { PlaceView } from './protocol';

/** An object of Calico 3 before and after edits. */
export interface EditedObject {
  readonly stored: StoredResource;
  readonly draft: ResourceDraft;
  readonly changes: readonly ObjectChange[];
  /** Its documents. */
  readonly before: string;
  readonly after: string;
  /** The JSON to store. */
  readonly json: string;
}

/** Applies edits to the objects of a cluster. Returns undefined if an object is not there, or an edit does not fit. */
export function editedObjects(
  edits: readonly ObjectEdit[],
  policy: PolicyData | undefined,
): readonly EditedObject[] | undefined {
  const changes = new Map<StoredResource, ObjectChange[]>();
  for (const { object, path, value } of edits) {
    const id = resourceIdOf(object);
    const stored = id && resourceNamed(id, policy);
    if (!stored) return undefined;
    const change = insertion(path, value);
    const same = changes.get(stored);
    if (same) same.push(change);
    else changes.set(stored, [change]);
  }
  const edited = [...changes].map(([stored, list]) => editedObject(stored, list));
  return edited.every((object) => object !== undefined) ? edited : undefined;
}

/** Returns a place in the document of an object that has one. */
export function objectPlaceOf(object: ObjectRef, path: Path): { readonly place?: PlaceView } {
  const resource = resourceIdOf(object);
  return resource ? { place: { resource, path: [...path] } } : {};
}

function insertion(path: Path, value: unknown): ObjectChange {
  const place = path.at(-1);
  return { kind: 'insert', path: path.slice(0, -1), index: typeof place === 'number' ? place : Infinity, value };
}

function editedObject(stored: StoredResource, changes: readonly ObjectChange[]): EditedObject | undefined {
  const { id } = stored;
  const before = formatResource(stored);
  const change = changedText(before, changes);
  if (!change) return undefined;
  const after = before.slice(0, change.start) + change.text + before.slice(change.end);
  const { json, object } = readResourceDocument(after, id);
  return json === undefined || !object ? undefined : { stored, draft: { id, object }, changes, before, after, json };
}

/** Stores an edited object if it is still the one that was edited. */
export async function storeEdited(
  { cluster }: Connected,
  { stored: { id, text, revision }, json }: EditedObject,
): Promise<'changed' | 'conflict'> {
  const done = await cluster.objects.replace(resourceObject(id), text, json, { revision });
  return done.kind === 'done' ? 'changed' : 'conflict';
}
