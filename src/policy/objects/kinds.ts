import type { ApiObject } from './meta';

/** Groups objects by kind. Each list keeps their order. */
export class ByKind<T extends ApiObject> {
  readonly #lists = new Map<string, T[]>();

  constructor(objects: readonly T[] = []) {
    for (const object of objects) this.add(object);
  }

  add(object: T): void {
    const list = this.#lists.get(object.kind);
    if (list) list.push(object);
    else this.#lists.set(object.kind, [object]);
  }

  of<K extends T['kind']>(...kinds: readonly K[]): readonly Extract<T, { readonly kind: K }>[] {
    const lists = kinds.map((kind) => this.#lists.get(kind) ?? []);
    const [only = [], ...others] = lists;
    // The pods of a large cluster are not copied.
    return (others.length === 0 ? only : lists.flat()) as Extract<T, { readonly kind: K }>[];
  }
}
