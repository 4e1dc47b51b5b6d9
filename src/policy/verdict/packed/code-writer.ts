/** The number of words of a buffer. */
const SLAB = 16_384;

/**
 * A list of words that grows, one list after the other in the same buffers: arrays would cost more memory, and a buffer
 * for each list more time.
 */
export class CodeWriter {
  #words = new Int32Array(SLAB);
  /** Where the list begins, and where it ends so far. */
  #begin = 0;
  #end = 0;

  get length(): number {
    return this.#end - this.#begin;
  }

  at(index: number): number {
    return this.#words[this.#begin + index] ?? 0;
  }

  push(word: number): void {
    if (this.#end === this.#words.length) this.#move();
    this.#words[this.#end] = word;
    this.#end += 1;
  }

  set(index: number, word: number): void {
    this.#words[this.#begin + index] = word;
  }

  /** Returns the list, and starts the next. */
  take(): Int32Array {
    const taken = this.#words.subarray(this.#begin, this.#end);
    this.#begin = this.#end;
    return taken;
  }

  /** Passes the list to someone who does not keep it, and starts anew. */
  lend(use: (list: Int32Array) => void): void {
    use(this.#words.subarray(this.#begin, this.#end));
    this.#end = this.#begin;
  }

  /** Moves the list to another buffer with room for as much again. */
  #move(): void {
    const { length } = this;
    const larger = new Int32Array(Math.max(SLAB, length * 2));
    larger.set(this.#words.subarray(this.#begin, this.#end));
    this.#words = larger;
    this.#begin = 0;
    this.#end = length;
  }
}
