import type { Direction } from '../rule';
import type { Header } from '../verdict/packet';
import { DESTINATION, NOT, OUTCOME, testHeader, type Program } from '../verdict/program';
import { allBits, hasBit, wordsFor, type Bits } from './bits';
import type { Chain } from './chains';
import type { ClassSet, Population } from './population';

/** Runs all peers of a class through its chain at once, each rule taking from the undecided those that it matches. */
export class Pass {
  readonly #population: Population;
  readonly #header: Header;
  /** The side of a test that looks at the class itself, not at its peers. */
  readonly #ownSide: number;
  readonly #everybody: Bits;
  readonly #active: Bits;
  readonly #left: Bits;
  readonly #merged: Bits;
  /** What the rule in hand asks of peers: to be in both sets, with a flip of -1 in the rest; only in words from `#first` up to `#end`. */
  #a: Bits;
  #b: Bits;
  #flipA = 0;
  #flipB = 0;
  #first = 0;
  #end = 0;
  #asks = 0;

  constructor(population: Population, direction: Direction, header: Header) {
    this.#population = population;
    this.#header = header;
    this.#ownSide = direction === 'inbound' ? DESTINATION : 0;
    const words = wordsFor(population.size);
    this.#everybody = allBits(population.size);
    this.#active = new Int32Array(words);
    this.#left = new Int32Array(words);
    this.#merged = new Int32Array(words);
    this.#a = this.#b = this.#everybody;
  }

  /**
   * Adds to `accepted` the classes whom the chain of class `self` accepts. Peers in `marked` carry the mark of a
   * `next-tier`; those whom this chain marks are added.
   */
  run(chain: Chain, self: number, accepted: Bits, marked: Bits): void {
    this.#active.set(this.#everybody);
    for (const program of chain) {
      if (typeof program === 'string') return;
      if (program.nextTier) this.#left.fill(0);
      this.#profile(program, self, accepted, marked);
      if (program.nextTier) for (let word = 0; word < accepted.length; word += 1) this.#active[word] = (this.#active[word] ?? 0) | (this.#left[word] ?? 0);
    }
  }

  #profile(program: Program, self: number, accepted: Bits, marked: Bits): void {
    const { code } = program;
    const operands = this.#population.operandsOf(program);
    for (let at = 0; at < code.length; at = code[at + 1] ?? code.length) {
      const outcome = code[at];
      if (outcome === OUTCOME.log || outcome === OUTCOME.absent) continue;
      const possible = this.#collect(program, at, operands, self);
      if (outcome === OUTCOME['next-tier']) this.#nextTier(possible, marked);
      else if (possible && this.#decide(accepted, outcome === OUTCOME.allow ? -1 : 0)) return;
    }
  }

  /** Gathers what the rule asks of peers; false when it cannot match any. */
  #collect({ code, ports }: Program, rule: number, operands: readonly (ClassSet | undefined)[], self: number): boolean {
    this.#first = 0;
    this.#end = this.#everybody.length;
    this.#a = this.#b = this.#everybody;
    this.#flipA = this.#flipB = this.#asks = 0;
    const end = code[rule + 1] ?? 0;
    for (let at = rule + 3; at < end; at += 3) {
      const word = code[at] ?? 0;
      const not = (word & NOT) !== 0;
      const set = operands[at];
      if (!set) {
        if (testHeader(word & ~NOT, code[at + 1] ?? 0, code[at + 2] ?? 0, ports, this.#header) === not) return false;
      } else if ((word & DESTINATION) === this.#ownSide) {
        if (hasBit(set.bits, self) === not) return false;
      } else this.#ask(set, not);
    }
    return this.#first < this.#end;
  }

  #ask({ bits, first, end }: ClassSet, not: boolean): void {
    const flip = not ? -1 : 0;
    if (!not) {
      this.#first = Math.max(this.#first, first);
      this.#end = Math.min(this.#end, end);
    }
    this.#asks += 1;
    if (this.#asks === 1) {
      this.#a = bits;
      this.#flipA = flip;
    } else if (this.#asks === 2) {
      this.#b = bits;
      this.#flipB = flip;
    } else {
      for (let word = 0; word < bits.length; word += 1) this.#merged[word] = ((this.#b[word] ?? 0) ^ this.#flipB) & ((bits[word] ?? 0) ^ flip);
      this.#b = this.#merged;
      this.#flipB = 0;
    }
  }

  /** Takes those whom the rule matches from the undecided, and accepts those in `mask`. True when nobody can be left. */
  #decide(accepted: Bits, mask: number): boolean {
    const active = this.#active;
    const a = this.#a;
    const b = this.#b;
    const flipA = this.#flipA;
    const flipB = this.#flipB;
    const end = this.#end;
    let left = 0;
    for (let word = this.#first; word < end; word += 1) {
      const undecided = active[word] ?? 0;
      const hit = undecided & ((a[word] ?? 0) ^ flipA) & ((b[word] ?? 0) ^ flipB);
      left |= active[word] = undecided & ~hit;
      accepted[word] = (accepted[word] ?? 0) | (hit & mask);
    }
    return left === 0 && end - this.#first === active.length;
  }

  /** Felix renders next-tier as two rules: mark on a match, then leave if marked, by whomever. */
  #nextTier(possible: boolean, marked: Bits): void {
    for (let word = this.#first; possible && word < this.#end; word += 1) {
      const hit = (this.#active[word] ?? 0) & ((this.#a[word] ?? 0) ^ this.#flipA) & ((this.#b[word] ?? 0) ^ this.#flipB);
      marked[word] = (marked[word] ?? 0) | hit;
    }
    for (let word = 0; word < marked.length; word += 1) {
      const leaving = (this.#active[word] ?? 0) & (marked[word] ?? 0);
      this.#left[word] = (this.#left[word] ?? 0) | leaving;
      this.#active[word] = (this.#active[word] ?? 0) & ~leaving;
    }
  }
}
