import type { GraphEdge } from '../../../src/features/graph/protocol/elements';

type Ends = Pick<GraphEdge, 'from' | 'to'>;

/** A map by edge. Nested rather than keyed by strings, which would have to be built for thousands of edges. */
export class ByEdge<T> {
  readonly #things = new Map<string, Map<string, T>>();

  get({ from, to }: Ends): T | undefined {
    return this.#things.get(from)?.get(to);
  }

  set({ from, to }: Ends, thing: T): void {
    const known = this.#things.get(from);
    if (known) known.set(to, thing);
    else this.#things.set(from, new Map([[to, thing]]));
  }

  /** Removes and returns a value, or undefined. */
  take({ from, to }: Ends): T | undefined {
    const things = this.#things.get(from);
    const thing = things?.get(to);
    things?.delete(to);
    return thing;
  }

  *values(): Generator<T> {
    for (const things of this.#things.values()) yield* things.values();
  }
}
