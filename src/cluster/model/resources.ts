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

const places = new WeakMap<readonly StoredResource[], ReadonlyMap<string, number>>();

/** Returns the index of each stored object by its key. */
function placesIn(stored: readonly StoredResource[]): ReadonlyMap<string, number> {
  let known = places.get(stored);
  if (!known) places.set(stored, (known = new Map(stored.map(({ key }, place) => [key, place]))));
  return known;
}

/** Returns the object of Calico 3 with an ID. */
export function resourceNamed(
  id: ResourceId,
  data: Pick<PolicyData, 'resources'> | undefined,
): StoredResource | undefined {
  const resources = data?.resources;
  if (!resources) return undefined;
  const place = placesIn(resources.stored).get(resourceKey(id));
  return place === undefined ? undefined : resources.stored[place];
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
  const known = placesIn(resources.stored);
  const stored: (StoredResource | undefined)[] = [...resources.stored];
  let isInOrder = true;
  for (const { id, object } of drafts) {
    const key = resourceKey(id);
    const place = known.get(key);
    const drafted: StoredResource | undefined = object && {
      id,
      key,
      revision: '',
      text: '',
      read: { state: 'decoded', object },
    };
    // A preview replaces the same object on each keystroke, which leaves the order alone.
    if (place !== undefined) stored[place] = drafted;
    else if (drafted) {
      stored.push(drafted);
      isInOrder = false;
    }
  }
  const left = stored.filter((resource) => resource !== undefined);
  if (!isInOrder) left.sort((a, b) => (a.key < b.key ? -1 : 1));
  return { ...data, resources: { ...resources, stored: left } };
}
