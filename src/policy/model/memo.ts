import type { Problem } from './origin';

/**
 * Remembers translations of objects and lists while these stay the same, so that only the changes of a cluster's state
 * are translated, and everything else keeps its identity.
 */
export class Memo {
  readonly #objects = new Map<string, WeakMap<object, unknown>>();
  readonly #lists = new Map<string, { readonly inputs: readonly unknown[]; readonly made: unknown }>();

  /** Returns the remembered result for an object and a purpose, or creates it. A purpose has one type of result. */
  of<V>(purpose: string, object: object, make: () => V): V {
    const known = this.#objects.get(purpose) ?? new WeakMap<object, unknown>();
    this.#objects.set(purpose, known);
    const kept = known.get(object);
    if (kept !== undefined) return kept as V;
    const made = make();
    known.set(object, made);
    return made;
  }

  /** Like {@link of}, including the problems that occurred. */
  withProblems<V>(purpose: string, object: object, problems: Problem[], make: (problems: Problem[]) => V): V {
    const { value, found } = this.of(purpose, object, () => {
      const found: Problem[] = [];
      return { value: make(found), found };
    });
    problems.push(...found);
    return value;
  }

  /** Returns the last result for a purpose if its list has the same items in the same order, or creates it. */
  list<V>(purpose: string, inputs: readonly unknown[], make: () => V): V {
    const last = this.#lists.get(purpose);
    if (last?.inputs.length === inputs.length && last.inputs.every((input, index) => input === inputs[index]))
      return last.made as V;
    const made = make();
    this.#lists.set(purpose, { inputs, made });
    return made;
  }
}
