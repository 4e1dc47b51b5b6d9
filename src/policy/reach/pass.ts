import type { Direction } from '../rule';
import type { Header } from '../verdict/packet';
import { DESTINATION, NOT, OUTCOME, testHeader, type Program } from '../verdict/program';
import { allBits, hasBit, wordsFor, type Bits } from './bits';
import type { Chain } from './chains';
import type { ClassSet, Population } from './population';

/** Runs all peers of a class through its chain at once, each rule taking from the undecided those that it matches. */
export class Pass {
  readonly #everybody: Bits;
  readonly #active: Bits;
  readonly #left: Bits;
  readonly #sets: Bits[] = [];
  readonly #flips: number[] = [];
  #first = 0;
  #end = 0;

  constructor(readonly population: Population, readonly direction: Direction, readonly header: Header) {
    const words = wordsFor(population.size);
    this.#everybody = allBits(population.size);
    this.#active = new Int32Array(words);
    this.#left = new Int32Array(words);
  }

  /** The classes whom the chain of class `self` accepts. Peers in `marked` carry the mark of a `next-tier`; it is added to. */
  run(chain: Chain, self: number, marked: Bits): Bits {
    const accepted = new Int32Array(this.#everybody.length);
    this.#active.set(this.#everybody);
    for (const program of chain) {
      if (typeof program === 'string') break;
      this.#left.fill(0);
      this.#profile(program, self, accepted, marked);
      for (let word = 0; word < accepted.length; word += 1) this.#active[word] = (this.#active[word] ?? 0) | (this.#left[word] ?? 0);
    }
    return accepted;
  }

  #profile(program: Program, self: number, accepted: Bits, marked: Bits): void {
    const { code } = program;
    const operands = this.population.operandsOf(program);
    for (let at = 0; at < code.length; at = code[at + 1] ?? code.length) {
      const outcome = code[at];
      if (outcome === OUTCOME.log || outcome === OUTCOME.absent) continue;
      const possible = this.#collect(program, at, operands, self);
      if (outcome === OUTCOME['next-tier']) this.#nextTier(possible, marked);
      else if (possible && this.#decide(outcome === OUTCOME.allow ? accepted : undefined)) return;
    }
  }

  /** Gathers what the rule asks of peers; false when it cannot match any. */
  #collect({ code, ports }: Program, rule: number, operands: readonly (ClassSet | undefined)[], self: number): boolean {
    this.#sets.length = 0;
    this.#first = 0;
    this.#end = this.#everybody.length;
    const end = code[rule + 1] ?? 0;
    for (let at = rule + 3; at < end; at += 3) {
      const word = code[at] ?? 0;
      const not = (word & NOT) !== 0;
      const set = operands[at / 3];
      if (!set) {
        if (testHeader(word & ~NOT, code[at + 1] ?? 0, code[at + 2] ?? 0, ports, this.header) === not) return false;
      } else if (((word & DESTINATION) !== 0) === (this.direction === 'inbound')) {
        if (hasBit(set.bits, self) === not) return false;
      } else {
        this.#flips[this.#sets.push(set.bits) - 1] = not ? -1 : 0;
        if (not) continue;
        this.#first = Math.max(this.#first, set.first);
        this.#end = Math.min(this.#end, set.end);
      }
    }
    return this.#first < this.#end;
  }

  /** Takes the rule's matches from the undecided, into `accepted` if it allows. True when nobody is left. */
  #decide(accepted: Bits | undefined): boolean {
    const active = this.#active;
    const all = this.#sets.length === 0;
    for (let word = this.#first; word < this.#end; word += 1) {
      const hit = this.#hit(word);
      if (accepted) accepted[word] = (accepted[word] ?? 0) | hit;
      active[word] = (active[word] ?? 0) & ~hit;
    }
    return all;
  }

  /** Felix renders next-tier as two rules: mark on a match, then leave if marked, by whomever. */
  #nextTier(possible: boolean, marked: Bits): void {
    if (possible) for (let word = this.#first; word < this.#end; word += 1) marked[word] = (marked[word] ?? 0) | this.#hit(word);
    for (let word = 0; word < marked.length; word += 1) {
      const leaving = (this.#active[word] ?? 0) & (marked[word] ?? 0);
      this.#left[word] = (this.#left[word] ?? 0) | leaving;
      this.#active[word] = (this.#active[word] ?? 0) & ~leaving;
    }
  }

  /** Of the 32 classes in a word those that are undecided and meet all that the rule asks. */
  #hit(word: number): number {
    let hit = this.#active[word] ?? 0;
    for (let index = 0; index < this.#sets.length && hit !== 0; index += 1) hit &= (this.#sets[index]?.[word] ?? 0) ^ (this.#flips[index] ?? 0);
    return hit;
  }
}
