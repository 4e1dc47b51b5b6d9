import type { Problem } from './origin';

/**
 * Remembers translations of objects and lists while these stay the same, so that only the changes of a cluster's state
 * are translated, and everything else keeps its identity.
 */
export class Memo {
  readonly #objects = new Map<string, WeakMap<object, unknown>>();
  readonly #lists = new Map<string, MadeList>();

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
    return (this.#last(purpose, inputs) ?? this.#keep(purpose, inputs, make())).made as V;
  }

  /** Like {@link list}, with pauses while it is created. */
  *listInTurn<V>(
    purpose: string,
    inputs: readonly unknown[],
    make: () => Generator<undefined, V>,
  ): Generator<undefined, V> {
    return (this.#last(purpose, inputs) ?? this.#keep(purpose, inputs, yield* make())).made as V;
  }

  #last(purpose: string, inputs: readonly unknown[]): MadeList | undefined {
    const last = this.#lists.get(purpose);
    if (last?.inputs.length !== inputs.length) return undefined;
    // By index, because every change compares all objects.
    for (let index = 0; index < inputs.length; index += 1) if (inputs[index] !== last.inputs[index]) return undefined;
    return last;
  }

  #keep(purpose: string, inputs: readonly unknown[], made: unknown): MadeList {
    const list = { inputs, made };
    this.#lists.set(purpose, list);
    return list;
  }
}

/** What was made of a list. */
interface MadeList {
  readonly inputs: readonly unknown[];
  readonly made: unknown;
}
