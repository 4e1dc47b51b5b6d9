import { wordsFor, type Bits } from './bits';

/** Some of the classes, by where their words begin in a pool; all of them lie in the words from `first` up to `end`. */
export interface ClassSet {
  readonly at: number;
  readonly first: number;
  readonly end: number;
}

/** A pool of sets of classes, one after the other in one array: rules go through many of them, and an array of its own for each would cost a cache miss. */
export class ClassSets {
  /** How many words a set has. */
  readonly width: number;
  #words: Bits;
  #used = 0;

  constructor(size: number) {
    this.width = wordsFor(size);
    this.#words = new Int32Array(this.width * 64);
  }

  /** The words of all sets. Adding a set may replace the array. */
  get words(): Bits {
    return this.#words;
  }

  /** Adds a set of the numbered classes. */
  add(classes: Iterable<number>): ClassSet {
    const at = this.#reserve();
    const words = this.#words;
    let first = this.width;
    let end = 0;
    for (const number of classes) {
      const word = number >>> 5;
      words[at + word] = (words[at + word] ?? 0) | (1 << (number & 31));
      if (word < first) first = word;
      if (word >= end) end = word + 1;
    }
    return { at, first: Math.min(first, end), end };
  }

  /** Adds the set that has the given word at each place. */
  addWords(wordAt: (place: number) => number): ClassSet {
    const at = this.#reserve();
    for (let place = 0; place < this.width; place += 1) this.#words[at + place] = wordAt(place);
    return { at, first: 0, end: this.width };
  }

  #reserve(): number {
    const at = this.#used;
    this.#used += this.width;
    if (this.#used > this.#words.length) {
      const larger = new Int32Array(this.#words.length * 2);
      larger.set(this.#words);
      this.#words = larger;
    }
    return at;
  }
}
