import { eachInTurn, finished, MANY } from '../../base/time-slices';
import type { PolicyObject } from '../../policy/resources';
import {
  isPolicyKind,
  resourceKey,
  type ResourceId,
  type ResourceKind,
  type StoredResource,
} from '../../policy/resources';
import type { PolicyData, Resources } from './snapshot';

const objects = new WeakMap<Resources, readonly PolicyObject[]>();

/** Returns the objects of Calico 3 or of Kubernetes that the policy engine can read. */
export function objectsIn(resources: Resources): readonly PolicyObject[] {
  return finished(listObjects(resources));
}

/** Lists the same with pauses, so that {@link objectsIn} has it at once. */
export function* listObjects(resources: Resources): Generator<undefined, readonly PolicyObject[]> {
  const before = objects.get(resources);
  if (before) return before;
  const found: PolicyObject[] = [];
  const take = ({ read }: StoredResource) => {
    if (read.state === 'decoded') found.push(read.object);
  };
  yield* eachInTurn(resources.stored, take, MANY);
  objects.set(resources, found);
  return found;
}

/** Whether what is stored is enforced. With etcd, Felix waits until the datastore is ready. */
export function isInForce({ from }: Resources): boolean {
  return from.kind === 'api' || from.inForce;
}

/** Stored objects by what they are asked for. */
interface Index {
  readonly places: ReadonlyMap<string, number>;
  readonly byKind: ReadonlyMap<ResourceKind, readonly StoredResource[]>;
  readonly policies: readonly StoredResource[];
  readonly namespaces: ReadonlySet<string>;
}

const indexes = new WeakMap<readonly StoredResource[], Index>();

function indexOf(stored: readonly StoredResource[]): Index {
  return indexes.get(stored) ?? finished(indexing(stored));
}

/** Indexes stored objects, with pauses, so that questions about them are answered at once. */
export function* indexResources({ stored }: Resources): Generator<undefined, void> {
  yield* indexing(stored);
}

function* indexing(stored: readonly StoredResource[]): Generator<undefined, Index> {
  const places = new Map<string, number>();
  const byKind = new Map<ResourceKind, StoredResource[]>();
  const policies: StoredResource[] = [];
  const namespaces = new Set<string>();
  yield* eachInTurn(stored, (resource, place) => {
    const { kind, namespace, name } = resource.id;
    places.set(resource.key, place);
    const alike = byKind.get(kind);
    if (alike) alike.push(resource);
    else byKind.set(kind, [resource]);
    if (isPolicyKind(kind)) policies.push(resource);
    if (namespace !== undefined) namespaces.add(namespace);
    else if (kind === 'Namespace') namespaces.add(name);
  });
  const index = { places, byKind, policies, namespaces };
  indexes.set(stored, index);
  return index;
}

/** Returns the policies of all kinds, staged or not, in the order of their keys. */
export function policiesAmong({ stored }: Resources): readonly StoredResource[] {
  return indexOf(stored).policies;
}

/** Returns the names of namespaces that are stored, or have something in them. */
export function namespacesAmong({ stored }: Resources): ReadonlySet<string> {
  return indexOf(stored).namespaces;
}

/** Returns the stored objects of a kind, in the order of their keys. */
export function resourcesOfKind(kind: ResourceKind, { stored }: Resources): readonly StoredResource[] {
  return indexOf(stored).byKind.get(kind) ?? [];
}

/** Returns the object of Calico 3 or of Kubernetes with an ID. */
export function resourceNamed(
  id: ResourceId,
  data: Pick<PolicyData, 'resources'> | undefined,
): StoredResource | undefined {
  const resources = data?.resources;
  if (!resources) return undefined;
  const place = indexOf(resources.stored).places.get(resourceKey(id));
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
  const known = indexOf(resources.stored).places;
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
