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
  readonly edits: readonly ObjectEdit[];
  /** The same, for its document. */
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
  const grouped = new Map<StoredResource, ObjectEdit[]>();
  for (const edit of edits) {
    const id = resourceIdOf(edit.object);
    const stored = id && resourceNamed(id, policy);
    if (!stored) return undefined;
    const same = grouped.get(stored);
    if (same) same.push(edit);
    else grouped.set(stored, [edit]);
  }
  const edited = [...grouped].map(([stored, list]) => editedObject(stored, list));
  return edited.every((object) => object !== undefined) ? edited : undefined;
}

/** Returns a place in the document of an object that has one. */
export function objectPlaceOf(object: ObjectRef, path: Path): { readonly place?: PlaceView } {
  const resource = resourceIdOf(object);
  return resource ? { place: { resource, path: [...path] } } : {};
}

function changeOf(edit: ObjectEdit): ObjectChange {
  const { path } = edit;
  switch (edit.kind) {
    case 'insert': {
      const place = path.at(-1);
      const index = typeof place === 'number' ? place : Infinity;
      return { kind: 'insert', path: path.slice(0, -1), index, value: edit.value };
    }
    case 'remove':
      return { kind: 'set', path, value: undefined };
    case 'set':
      return { kind: 'set', path, value: edit.value };
  }
}

function editedObject(stored: StoredResource, edits: readonly ObjectEdit[]): EditedObject | undefined {
  const changes = edits.map(changeOf);
  const { id } = stored;
  const before = formatResource(stored);
  const change = changedText(before, changes);
  if (!change) return undefined;
  const after = before.slice(0, change.start) + change.text + before.slice(change.end);
  const { json, object } = readResourceDocument(after, id);
  return json === undefined || !object
    ? undefined
    : { stored, draft: { id, object }, edits, changes, before, after, json };
}

/** Stores an edited object if it is still the one that was edited. */
export async function storeEdited(
  { cluster }: Connected,
  { stored: { id, text, revision }, json }: EditedObject,
): Promise<'changed' | 'conflict'> {
  const done = await cluster.objects.replace(resourceObject(id), text, json, { revision });
  return done.kind === 'done' ? 'changed' : 'conflict';
}
