import type { Problem } from './origin';

/**
 * Remembers what was made of objects, and of lists of them, as long as these are the same: so that of a new state of a
 * cluster only what changed is translated, and the rest keeps its identity.
 */
export class Memo {
  readonly #objects = new Map<string, WeakMap<object, unknown>>();
  readonly #lists = new Map<string, { readonly inputs: readonly unknown[]; readonly made: unknown }>();

  /** What was made of an object for a purpose, or is made now. A purpose makes one kind of thing. */
  of<V>(purpose: string, object: object, make: () => V): V {
    const known = this.#objects.get(purpose) ?? new WeakMap<object, unknown>();
    this.#objects.set(purpose, known);
    const kept = known.get(object);
    if (kept !== undefined) return kept as V;
    const made = make();
    known.set(object, made);
    return made;
  }

  /** The same, with the problems that were found on the way. */
  withProblems<V>(purpose: string, object: object, problems: Problem[], make: (problems: Problem[]) => V): V {
    const { value, found } = this.of(purpose, object, () => {
      const found: Problem[] = [];
      return { value: make(found), found };
    });
    problems.push(...found);
    return value;
  }

  /** What was made last for a purpose, if it was of the same things in the same order; else it is made now. */
  list<V>(purpose: string, inputs: readonly unknown[], make: () => V): V {
    const last = this.#lists.get(purpose);
    if (last?.inputs.length === inputs.length && last.inputs.every((input, index) => input === inputs[index]))
      return last.made as V;
    const made = make();
    this.#lists.set(purpose, { inputs, made });
    return made;
  }
}
