/** The number of values that are kept. */
const MOST = 2_000;

/** Keeps one of several equal JSON values, which the objects of a large cluster are full of. Forgets all when it is full. */
export class Shared<T> {
  readonly #known = new Map<string, T>();

  /** Returns an equal value that was given before, or this one. */
  same(value: T): T {
    const text = JSON.stringify(value);
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    if (this.#known.size >= MOST) this.#known.clear();
    this.#known.set(text, value);
    return value;
  }
}
