import { wordsFor, type Bits } from '../bits';
import type { Span } from './places';

/**
 * A set of classes: the offset of its words in a pool, and the range from `first` to `end` that contains all its
 * members.
 */
export interface ClassSet {
  readonly at: number;
  readonly first: number;
  readonly end: number;
}

/** A pool of sets of classes in one array: rules scan many sets, and separate arrays would cost a cache miss each. */
export class ClassSets {
  /** The number of words in a set. */
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

  /** Adds a set of the given classes. */
  add(classes: Iterable<number>): ClassSet {
    const at = this.#reserve();
    let first = this.width;
    let end = 0;
    for (const number of classes) {
      const word = number >>> 5;
      this.#include(at, number);
      first = Math.min(first, word);
      end = Math.max(end, word + 1);
    }
    return { at, first: Math.min(first, end), end };
  }

  /** Adds a set of the classes in a part of a list. */
  addRange(classes: Int32Array, { start, end: stop }: Span): ClassSet {
    const at = this.#reserve();
    let first = this.width;
    let end = 0;
    for (let index = start; index < stop; index += 1) {
      const number = classes[index] ?? 0;
      const word = number >>> 5;
      this.#include(at, number);
      if (word < first) first = word;
      if (word >= end) end = word + 1;
    }
    return { at, first: Math.min(first, end), end };
  }

  /** Adds a set by its words. */
  addWords(wordAt: (place: number) => number): ClassSet {
    const at = this.#reserve();
    for (let place = 0; place < this.width; place += 1) this.#words[at + place] = wordAt(place);
    return { at, first: 0, end: this.width };
  }

  #include(at: number, number: number): void {
    const word = at + (number >>> 5);
    this.#words[word] = (this.#words[word] ?? 0) | (1 << (number & 31));
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
