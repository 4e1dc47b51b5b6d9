import type { PolicyObject } from '../../policy/resources';
import { resourceKey, type ResourceId, type StoredResource } from '../../policy/resources';
import type { PolicyData, Resources } from './snapshot';

const objects = new WeakMap<Resources, readonly PolicyObject[]>();

/** Returns the objects of Calico 3 or of Kubernetes that the policy engine can read. */
export function objectsIn(resources: Resources): readonly PolicyObject[] {
  const before = objects.get(resources);
  if (before) return before;
  const found: PolicyObject[] = [];
  for (const { read } of resources.stored) if (read.state === 'decoded') found.push(read.object);
  objects.set(resources, found);
  return found;
}

/** Whether what is stored is enforced. With etcd, Felix waits until the datastore is ready. */
export function isInForce({ from }: Resources): boolean {
  return from.kind === 'api' || from.inForce;
}

const places = new WeakMap<readonly StoredResource[], ReadonlyMap<string, number>>();

/** Returns the index of each stored object by its key. */
function placesIn(stored: readonly StoredResource[]): ReadonlyMap<string, number> {
  let known = places.get(stored);
  if (!known) places.set(stored, (known = new Map(stored.map(({ key }, place) => [key, place]))));
  return known;
}

/** Returns the object of Calico 3 or of Kubernetes with an ID. */
export function resourceNamed(
  id: ResourceId,
  data: Pick<PolicyData, 'resources'> | undefined,
): StoredResource | undefined {
  const resources = data?.resources;
  if (!resources) return undefined;
  const place = placesIn(resources.stored).get(resourceKey(id));
  return place === undefined ? undefined : resources.stored[place];
}

/** An object of Calico 3 or of Kubernetes as it would be after a change; undefined where it would be removed. */
export interface ResourceDraft {
  readonly id: ResourceId;
  readonly object: PolicyObject | undefined;
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
