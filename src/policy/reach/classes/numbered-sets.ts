import type { ClassSet } from './class-sets';

/** Sets by the numbers of what selects them. There may be more numbers later. */
export class NumberedSets {
  #sets: Int32Array;

  constructor(size: number) {
    this.#sets = new Int32Array(size);
  }

  /** Undefined or 0 if nothing is known of a number. */
  at(number: number): ClassSet | undefined {
    return this.#sets[number];
  }

  put(number: number, set: ClassSet): void {
    if (number >= this.#sets.length) {
      const larger = new Int32Array(Math.max(number + 1, this.#sets.length * 2));
      larger.set(this.#sets);
      this.#sets = larger;
    }
    this.#sets[number] = set;
  }
}
