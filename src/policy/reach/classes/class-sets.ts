import { wordsFor, type Bits } from '../bits';
import type { Span } from './places';

/** The position of a set's words in a pool. The words before it say which of them have members, see {@link BOUNDS}. */
export type ClassSet = number;

/** Where the first word with members is noted, and the one after the last, counted from a set's words. */
export const BOUNDS = { first: -2, end: -1 } as const;

/** The empty set of every pool. */
export const EMPTY: ClassSet = 2;

/** A pool of sets of classes in one array: rules scan many sets, and separate arrays would cost a cache miss each. */
export class ClassSets {
  /** The number of words in a set. */
  readonly width: number;
  /** A set for intermediate results. */
  readonly scratch: ClassSet;
  #words: Bits;
  #used = 0;

  constructor(size: number) {
    this.width = wordsFor(size);
    this.#words = new Int32Array((this.width - BOUNDS.first) * 64);
    this.add([]);
    this.scratch = this.add([]);
  }

  /** The words of all sets. Adding a set may replace the array. */
  get words(): Bits {
    return this.#words;
  }

  /** Adds a set of the given classes. */
  add(classes: Iterable<number>): ClassSet {
    const set = this.#reserve();
    for (const number of classes) this.#include(set, number);
    return set;
  }

  /** Adds a set of the classes in parts of a list. */
  addSpans(classes: Int32Array, spans: readonly Span[]): ClassSet {
    const set = this.#reserve();
    for (const { start, end } of spans)
      for (let index = start; index < end; index += 1) this.#include(set, classes[index] ?? 0);
    return set;
  }

  #include(set: ClassSet, number: number): void {
    const words = this.#words;
    const word = number >>> 5;
    words[set + word] = (words[set + word] ?? 0) | (1 << (number & 31));
    if (word < (words[set + BOUNDS.first] ?? 0)) words[set + BOUNDS.first] = word;
    if (word >= (words[set + BOUNDS.end] ?? 0)) words[set + BOUNDS.end] = word + 1;
  }

  #reserve(): ClassSet {
    const set = this.#used - BOUNDS.first;
    this.#used = set + this.width;
    if (this.#used > this.#words.length) {
      const larger = new Int32Array(this.#words.length * 2);
      larger.set(this.#words);
      this.#words = larger;
    }
    this.#words[set + BOUNDS.first] = this.width;
    return set;
  }
}
