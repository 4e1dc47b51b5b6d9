/** A list of words that grows in one buffer, which serves for one list after the other: arrays would cost more memory. */
export class CodeWriter {
  #words = new Int32Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  at(index: number): number {
    return this.#words[index] ?? 0;
  }

  push(word: number): void {
    if (this.#length === this.#words.length) this.#grow();
    this.#words[this.#length] = word;
    this.#length += 1;
  }

  set(index: number, word: number): void {
    this.#words[index] = word;
  }

  /** Returns the list, and starts the next. */
  take(): Int32Array {
    const taken = this.#words.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  #grow(): void {
    const larger = new Int32Array(this.#words.length * 2);
    larger.set(this.#words);
    this.#words = larger;
  }
}
