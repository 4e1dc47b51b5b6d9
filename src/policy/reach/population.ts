import type { Network } from '../address';
import type { CompiledPolicy } from '../verdict/compile';
import { CODE, DESTINATION, NOT, type Program } from '../verdict/program';
import { setBit, wordsFor, type Bits } from './bits';
import { group, type Class } from './grouping';
import { innermost, SortedAddresses, type Span } from './places';
import { subjectsOf } from './subject';

/** Some of the classes; all of them lie in the words from `first` up to `end`. */
export interface ClassSet {
  readonly bits: Bits;
  readonly first: number;
  readonly end: number;
}

/** Everybody who can be at an end of a flow, in classes, and the classes that a tag or a CIDR means. */
export class Population {
  readonly classes: readonly Class[];
  readonly #addresses: SortedAddresses;
  /** For each place in the order of addresses: the class of who is there. */
  readonly #classAt: Int32Array;
  readonly #classOf = new Map<string, number>();
  readonly #empty: ClassSet;
  readonly #tagged = new Map<string, ClassSet>();
  /** By what they hold: many networks hold the same addresses. */
  readonly #spans = new Map<number, ClassSet>();
  readonly #operands = new WeakMap<Program, readonly (ClassSet | undefined)[]>();

  constructor(policy: CompiledPolicy, readonly version: 4 | 6, outside: readonly string[], programs: Iterable<Program>) {
    const subjects = subjectsOf(policy, version, outside);
    this.#addresses = new SortedAddresses(subjects.map(({ address }) => address));
    const { order } = this.#addresses;
    const smallest = innermost(this.#spansOf(programs), subjects.length);
    const network = new Int32Array(subjects.length);
    for (const [place, index] of order.entries()) network[index] = smallest[place] ?? 0;
    const { classes, classOf } = group(subjects, network);
    this.classes = classes;
    for (const [index, { name }] of subjects.entries()) this.#classOf.set(name, classOf[index] ?? 0);
    this.#classAt = Int32Array.from(order, (index) => classOf[index] ?? 0);
    this.#empty = this.#setOf([]);
    this.#collectTags();
  }

  get size(): number {
    return this.classes.length;
  }

  /** Everybody, by name. */
  get names(): Iterable<string> {
    return this.#classOf.keys();
  }

  /** The class of an endpoint or a machine; undefined for nobody. */
  classOf(name: string): number | undefined {
    return this.#classOf.get(name);
  }

  /** The classes that each test of a program means, by a third of the test's place in the code; undefined where it looks at no address. */
  operandsOf(program: Program): readonly (ClassSet | undefined)[] {
    const known = this.#operands.get(program);
    if (known) return known;
    const operands: (ClassSet | undefined)[] = [];
    for (const { at, tag, network } of addressTests(program)) {
      operands[at / 3] = tag !== undefined ? (this.#tagged.get(tag) ?? this.#empty) : network && this.#setWithin(network);
    }
    this.#operands.set(program, operands);
    return operands;
  }

  /** Whether a program, not known when this was made, treats all members of every class alike. */
  suits(program: Program): boolean {
    return [...this.#spansOf([program])].every(({ start, end }) => {
      const inside = this.#classAt.subarray(start, end);
      const classes = new Set(inside);
      return inside.length === [...classes].reduce((sum, number) => sum + (this.classes[number]?.members.length ?? 0), 0);
    });
  }

  *#spansOf(programs: Iterable<Program>): Generator<Span> {
    for (const program of programs) {
      for (const { network } of addressTests(program)) {
        const span = network && this.#addresses.within(network);
        if (span && span.end > span.start) yield span;
      }
    }
  }

  #setWithin(network: Network): ClassSet {
    const { start, end } = this.#addresses.within(network);
    if (start === end) return this.#empty;
    const key = start * 2 ** 26 + end;
    const set = this.#spans.get(key) ?? this.#setOf(this.#classAt.subarray(start, end));
    this.#spans.set(key, set);
    return set;
  }

  #setOf(classes: Iterable<number>): ClassSet {
    const bits = new Int32Array(wordsFor(this.size));
    for (const number of classes) setBit(bits, number);
    return { bits, first: Math.max(0, bits.findIndex((word) => word !== 0)), end: bits.findLastIndex((word) => word !== 0) + 1 };
  }

  #collectTags(): void {
    const carriers = new Map<string, number[]>();
    for (const [number, { subject }] of this.classes.entries()) {
      for (const tag of subject.tags) {
        const list = carriers.get(tag);
        if (list) list.push(number);
        else carriers.set(tag, [number]);
      }
    }
    for (const [tag, list] of carriers) this.#tagged.set(tag, this.#setOf(list));
  }
}

/** The tests of a program that look at an address: by a tag or by a network. */
function* addressTests({ code, tags, networks }: Program): Generator<{ readonly at: number; readonly tag?: string | undefined; readonly network?: Network | undefined }> {
  for (let rule = 0; rule < code.length; rule = code[rule + 1] ?? code.length) {
    for (let at = rule + 3; at < (code[rule + 1] ?? 0); at += 3) {
      const kind = (code[at] ?? 0) & ~(NOT | DESTINATION);
      const operand = code[at + 1] ?? 0;
      if (kind === CODE.tag) yield { at, tag: tags[operand] };
      else if (kind === CODE.ipv6) yield { at, network: networks[operand] };
      else if (kind === CODE.ipv4) yield { at, network: { version: 4, words: [operand >>> 0], prefix: Math.clz32(~(code[at + 2] ?? 0)) } };
    }
  }
}
