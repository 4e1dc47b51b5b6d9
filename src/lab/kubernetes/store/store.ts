import { expired, internal } from '../status-error';
import type { KubeObject } from '../objects';

/** Where an object is stored; parts are plural and group, namespace (empty for cluster-wide objects) and name. */
export interface Key {
  /** `networkpolicies.networking.k8s.io`, or `pods`. */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
}

/** A change, in the order of revisions. */
export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly key: Key;
  readonly revision: number;
  /** As it is afterwards; for deletions as it was, with the revision of the deletion. */
  readonly object: KubeObject;
  /** As it was before; undefined for additions. */
  readonly previous: KubeObject | undefined;
}

/** The maximum number of changes that watches and exact lists can go back. */
const MOST_CHANGES = 20_000;

/**
 * The objects, with one counter of revisions for all, as in etcd. Keeps the changes for watches that start in the past,
 * until they are compacted.
 */
export class Store {
  readonly #objects = new Map<string, Map<string, KubeObject>>();
  readonly #changes: Change[] = [];
  readonly #listeners = new Set<(change: Change) => void>();
  #revision = 1;
  #compacted = 0;

  /** The revision of the last change. */
  get revision(): number {
    return this.#revision;
  }

  /** Changes up to this revision can't be had any more. */
  get compacted(): number {
    return this.#compacted;
  }

  get({ resource, namespace, name }: Key): KubeObject | undefined {
    return this.#objects.get(resource)?.get(pathOf(namespace, name));
  }

  /** Lists objects in etcd's order of keys. An empty namespace means all. */
  list(resource: string, namespace = ''): KubeObject[] {
    return sorted(this.#objects.get(resource) ?? new Map(), namespace);
  }

  /**
   * Lists objects as they were at a revision.
   * @throws StatusError 410 if it is compacted.
   */
  listAt(resource: string, namespace: string, revision: number): KubeObject[] {
    if (revision < this.#compacted) throw expired('The resourceVersion for the provided list is too old.');
    const objects = new Map(this.#objects.get(resource));
    for (let index = this.#changes.length - 1; index >= 0; index -= 1) {
      const change = this.#changes[index];
      if (!change || change.revision <= revision) break;
      if (change.key.resource !== resource) continue;
      const path = pathOf(change.key.namespace, change.key.name);
      if (change.previous) objects.set(path, change.previous);
      else objects.delete(path);
    }
    return sorted(objects, namespace);
  }

  /** All objects. */
  *all(): Iterable<{ readonly key: Key; readonly object: KubeObject }> {
    for (const [resource, objects] of this.#objects) {
      for (const object of objects.values()) {
        const { name, namespace = '' } = object.metadata;
        yield { key: { resource, namespace, name }, object };
      }
    }
  }

  /**
   * Fills the empty store with objects of an earlier run, whose revisions go on: nothing from before can be watched.
   * @param revision That of the last change.
   */
  restore(revision: number, objects: Iterable<{ readonly key: Key; readonly object: KubeObject }>): void {
    for (const { key, object } of objects) this.#place(key, object);
    this.#revision = Math.max(this.#revision, revision);
    this.compact();
  }

  /** Stores an object under a new revision, which becomes its resourceVersion. */
  put(key: Key, object: KubeObject): KubeObject {
    const previous = this.get(key);
    const stored = this.#numbered(object);
    this.#place(key, stored);
    this.#changed({ type: previous ? 'MODIFIED' : 'ADDED', key, revision: this.#revision, object: stored, previous });
    return stored;
  }

  /**
   * Removes an object, and returns it with the revision of the deletion; undefined if there is none.
   * @param last How it was last, for those who watch; as stored by default.
   */
  remove(key: Key, last?: KubeObject): KubeObject | undefined {
    const previous = this.get(key);
    if (!previous) return undefined;
    this.#objects.get(key.resource)?.delete(pathOf(key.namespace, key.name));
    const object = this.#numbered(last ?? previous);
    this.#changed({ type: 'DELETED', key, revision: this.#revision, object, previous });
    return object;
  }

  /**
   * Returns the changes after a revision.
   * @throws StatusError 410 if some of them are compacted.
   */
  since(revision: number): readonly Change[] {
    if (revision < this.#compacted) throw expired(`too old resource version: ${revision} (${this.#compacted})`);
    return this.#changes.filter((change) => change.revision > revision);
  }

  /** Calls a function after every change, until the returned function is called. */
  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Forgets all changes so far: watches that start before now, and continue tokens, expire. */
  compact(): void {
    this.#changes.length = 0;
    this.#compacted = this.#revision;
  }

  #place({ resource, namespace, name }: Key, object: KubeObject): void {
    const objects = this.#objects.get(resource) ?? new Map<string, KubeObject>();
    objects.set(pathOf(namespace, name), object);
    this.#objects.set(resource, objects);
  }

  #numbered(object: KubeObject): KubeObject {
    this.#revision += 1;
    if (!Number.isSafeInteger(this.#revision)) throw internal('there are no more revisions');
    return { ...object, metadata: { ...object.metadata, resourceVersion: String(this.#revision) } };
  }

  #changed(change: Change): void {
    this.#changes.push(change);
    if (this.#changes.length > MOST_CHANGES) {
      const dropped = this.#changes.splice(0, MOST_CHANGES / 2);
      this.#compacted = dropped.at(-1)?.revision ?? this.#compacted;
    }
    for (const listener of [...this.#listeners]) listener(change);
  }
}

function pathOf(namespace: string, name: string): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}

function sorted(objects: ReadonlyMap<string, KubeObject>, namespace: string): KubeObject[] {
  const prefix = namespace === '' ? '' : `${namespace}/`;
  return [...objects]
    .filter(([path]) => path.startsWith(prefix))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, object]) => object);
}
