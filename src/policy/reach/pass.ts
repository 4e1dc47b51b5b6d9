import type { Direction } from '../rule';
import type { Header } from '../verdict/packet';
import { OUTCOME, type Program } from '../verdict/program';
import { hasBit, type Bits } from './bits';
import type { Chain } from './chains';
import { meetsHeader, type PeerRule } from './peer-rule';
import type { Population } from './population';

/** Runs all peers of a class through its chain at once, each rule taking from the undecided those that it matches. */
export class Pass {
  readonly #active: Bits;
  readonly #left: Bits;

  constructor(readonly population: Population, readonly direction: Direction, readonly header: Header) {
    this.#active = new Int32Array(population.everybody.bits.length);
    this.#left = new Int32Array(this.#active.length);
  }

  /**
   * Adds to `accepted` the classes whom the chain of class `self` accepts. Peers in `marked` carry the mark of a
   * `next-tier`; those whom this chain marks are added.
   */
  run(chain: Chain, self: number, accepted: Bits, marked: Bits): void {
    const active = this.#active;
    const left = this.#left;
    active.set(this.population.everybody.bits);
    for (const program of chain) {
      if (typeof program === 'string') return;
      if (program.nextTier) left.fill(0);
      this.#profile(program, self, accepted, marked);
      if (program.nextTier) for (let word = 0; word < active.length; word += 1) active[word] = (active[word] ?? 0) | (left[word] ?? 0);
    }
  }

  #profile(program: Program, self: number, accepted: Bits, marked: Bits): void {
    const header = this.header;
    for (const rule of this.population.rulesOf(program, this.direction)) {
      const possible = meetsHeader(rule, header) && isOwner(rule, self);
      if (rule.outcome === OUTCOME['next-tier']) this.#nextTier(rule, possible, marked);
      else if (possible && decide(rule, this.#active, accepted)) return;
    }
  }

  /** Felix renders next-tier as two rules: mark on a match, then leave if marked, by whomever. */
  #nextTier({ a, flipA, b, flipB, first, end }: PeerRule, possible: boolean, marked: Bits): void {
    const active = this.#active;
    const left = this.#left;
    for (let word = first; possible && word < end; word += 1) {
      const hit = (active[word] ?? 0) & ((a[word] ?? 0) ^ flipA) & ((b[word] ?? 0) ^ flipB);
      marked[word] = (marked[word] ?? 0) | hit;
    }
    for (let word = 0; word < marked.length; word += 1) {
      const leaving = (active[word] ?? 0) & (marked[word] ?? 0);
      left[word] = (left[word] ?? 0) | leaving;
      active[word] = (active[word] ?? 0) & ~leaving;
    }
  }
}

/** Whether what the rule asks of the class that has it holds. */
function isOwner({ own }: PeerRule, self: number): boolean {
  for (const { set, not } of own) if (hasBit(set.bits, self) === not) return false;
  return true;
}

/** Takes those whom a rule matches from the undecided, and accepts them if it allows. True when nobody can be left. */
function decide({ outcome, a, flipA, b, flipB, first, end }: PeerRule, active: Bits, accepted: Bits): boolean {
  const mask = outcome === OUTCOME.allow ? -1 : 0;
  let left = 0;
  for (let word = first; word < end; word += 1) {
    const undecided = active[word] ?? 0;
    const hit = undecided & ((a[word] ?? 0) ^ flipA) & ((b[word] ?? 0) ^ flipB);
    left |= active[word] = undecided & ~hit;
    accepted[word] = (accepted[word] ?? 0) | (hit & mask);
  }
  return left === 0 && end - first === active.length;
}
