import { create } from '../api/create';
import { keyOf, type WriteOptions } from '../api/cluster';
import { remove } from '../api/delete';
import { replace } from '../api/update';
import { KINDS } from '../kinds';
import { resourceOf, type Kind } from '../kinds/kind';
import type { Fields, KubeObject, OwnerReference } from '../objects';
import { StatusError } from '../status-error';
import type { Store } from '../store/store';

/** Writes objects for a controller, as through the API. */
export class Writer {
  readonly #options: WriteOptions;

  constructor(
    readonly store: Store,
    manager: string,
  ) {
    this.#options = { dryRun: false, manager, validation: 'Ignore', warn: () => undefined };
  }

  list(of: string | Kind, namespace = ''): KubeObject[] {
    return this.store.list(resourceOf(kindNamed(of)), namespace);
  }

  /** Makes an object, unless it is there or its namespace is on its way out. */
  create(plural: string, namespace: string, value: Fields): void {
    unlessRefused(() =>
      create(this.store, { kind: kindNamed(plural), namespace }, { value, duplicates: [] }, this.#options),
    );
  }

  /** Changes an object; nothing happens if it stays the same, or if the change is refused. */
  update(plural: string, old: KubeObject, change: Fields, subresource?: 'status'): void {
    const kind = kindNamed(plural);
    const { namespace = '', name } = old.metadata;
    unlessRefused(() =>
      replace(this.store, { kind, namespace, name }, old, { ...old, ...change }, this.#options, subresource),
    );
  }

  remove(of: string | Kind, object: KubeObject): void {
    const { namespace = '', name } = object.metadata;
    const place = { kind: kindNamed(of), namespace, name };
    if (this.store.get(keyOf(place))) remove(this.store, place, { dryRun: false, gracePeriod: 0 });
  }
}

/** Writes something. What the API refuses can't be helped: what was asked for is wrong, and stays as it is. */
function unlessRefused(write: () => unknown): void {
  try {
    write();
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
  }
}

/** A kind by its plural; those of Calico have to be given themselves. */
function kindNamed(plural: string | Kind): Kind {
  if (typeof plural !== 'string') return plural;
  const kind = KINDS.find((candidate) => candidate.plural === plural);
  if (!kind) throw new Error(`There is no kind ${plural}.`);
  return kind;
}

/** The reference to the controller of an object. */
export function controlledBy({ apiVersion, kind, metadata: { name, uid } }: KubeObject): OwnerReference {
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

/** Whether an object controls another one. */
export function controls(owner: KubeObject, { metadata }: KubeObject): boolean {
  return (
    metadata.ownerReferences?.some(({ uid, controller }) => controller === true && uid === owner.metadata.uid) ?? false
  );
}
