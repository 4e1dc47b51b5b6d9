import { resourceKey, type DatastoreObject, type ResourceId, type StoredResource } from '../../policy/datastore';
import type { PolicyData, Resources } from './snapshot';

const objects = new WeakMap<Resources, readonly DatastoreObject[]>();

/** Returns the objects of Calico 3 that Felix can read. */
export function objectsIn(resources: Resources): readonly DatastoreObject[] {
  let found = objects.get(resources);
  if (!found)
    objects.set(
      resources,
      (found = resources.stored.flatMap(({ read }) => (read.state === 'decoded' ? read.object : []))),
    );
  return found;
}

const byKey = new WeakMap<Resources, ReadonlyMap<string, StoredResource>>();

/** Returns the object of Calico 3 with an ID. */
export function resourceNamed(
  id: ResourceId,
  data: Pick<PolicyData, 'resources'> | undefined,
): StoredResource | undefined {
  const resources = data?.resources;
  if (!resources) return undefined;
  let known = byKey.get(resources);
  if (!known) byKey.set(resources, (known = new Map(resources.stored.map((stored) => [stored.key, stored]))));
  return known.get(resourceKey(id));
}

/** An object of Calico 3 as it would be after a change; undefined where it would be removed. */
export interface ResourceDraft {
  readonly id: ResourceId;
  readonly object: DatastoreObject | undefined;
}

/** Returns the policy data with some objects replaced, added or removed. */
export function withResources(data: PolicyData, drafts: readonly ResourceDraft[]): PolicyData {
  const { resources } = data;
  if (!resources || drafts.length === 0) return data;
  const changed = new Map(drafts.map((draft) => [resourceKey(draft.id), draft]));
  const drafted = drafts.flatMap(({ id, object }): readonly StoredResource[] =>
    object ? [{ id, key: resourceKey(id), revision: '', text: '', read: { state: 'decoded', object } }] : [],
  );
  const stored = [...resources.stored.filter(({ key }) => !changed.has(key)), ...drafted].sort((a, b) =>
    a.key < b.key ? -1 : 1,
  );
  return { ...data, resources: { ...resources, stored } };
}
