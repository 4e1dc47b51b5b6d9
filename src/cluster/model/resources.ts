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
