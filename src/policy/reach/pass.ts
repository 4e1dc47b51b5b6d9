import type { Header } from '../verdict/packet';
import { OUTCOME } from '../verdict/code';
import type { Bits } from './bits';
import type { Chain } from './chains';
import { meetsHeader, meetsOwner, RULE, type PeerRules } from './peer-rule';
import type { Population } from './population';

/** Runs all peers of a class through its chain at once: each rule takes its matches from the undecided. */
export class Pass {
  readonly #active: Bits;
  readonly #left: Bits;
  /** The words of all sets that rules refer to. */
  readonly #sets: Bits;

  constructor(
    readonly population: Population,
    readonly header: Header,
  ) {
    this.#active = new Int32Array(population.everybody.length);
    this.#left = new Int32Array(population.everybody.length);
    this.#sets = population.sets.words;
  }

  /**
   * Adds the classes that the chain of class `self` accepts to `accepted`. Peers in `marked` carry the mark of a
   * `next-tier`; peers that this chain marks are added.
   */
  run({ profiles }: Chain, self: number, accepted: Bits, marked: Bits): void {
    const active = this.#active;
    const left = this.#left;
    active.set(this.population.everybody);
    for (const rules of profiles) {
      if (rules === 'drops') return;
      if (rules.nextTier) left.fill(0);
      this.#profile(rules, self, accepted, marked);
      if (rules.nextTier)
        for (let word = 0; word < active.length; word += 1) active[word] = (active[word] ?? 0) | (left[word] ?? 0);
    }
  }

  #profile({ code }: PeerRules, self: number, accepted: Bits, marked: Bits): void {
    for (let at = 0; at < code.length; at = code[at + RULE.end] ?? code.length) {
      const possible = meetsHeader(code, at, this.header) && meetsOwner(code, at, this.#sets, self);
      if (code[at] === OUTCOME['next-tier']) this.#nextTier(code, at, possible, marked);
      else if (possible && this.#decide(code, at, accepted)) return;
    }
  }

  /** Felix renders next-tier as two rules: mark on a match, then return if marked, by whichever rule. */
  #nextTier(code: Int32Array, at: number, possible: boolean, marked: Bits): void {
    const active = this.#active;
    const left = this.#left;
    const sets = this.#sets;
    const last = possible ? (code[at + RULE.last] ?? 0) : 0;
    const [a, flipA, b, flipB] = [
      code[at + RULE.a] ?? 0,
      code[at + RULE.flipA] ?? 0,
      code[at + RULE.b] ?? 0,
      code[at + RULE.flipB] ?? 0,
    ];
    for (let word = code[at + RULE.first] ?? 0; word < last; word += 1) {
      const hit = (active[word] ?? 0) & ((sets[a + word] ?? 0) ^ flipA) & ((sets[b + word] ?? 0) ^ flipB);
      marked[word] = (marked[word] ?? 0) | hit;
    }
    for (let word = 0; word < marked.length; word += 1) {
      const leaving = (active[word] ?? 0) & (marked[word] ?? 0);
      left[word] = (left[word] ?? 0) | leaving;
      active[word] = (active[word] ?? 0) & ~leaving;
    }
  }

  /** Takes a rule's matches from the undecided, and accepts them if it allows. True if none can be left. */
  #decide(code: Int32Array, at: number, accepted: Bits): boolean {
    const active = this.#active;
    const sets = this.#sets;
    const mask = code[at] === OUTCOME.allow ? -1 : 0;
    const first = code[at + RULE.first] ?? 0;
    const last = code[at + RULE.last] ?? 0;
    const a = code[at + RULE.a] ?? 0;
    const flipA = code[at + RULE.flipA] ?? 0;
    const b = code[at + RULE.b] ?? 0;
    const flipB = code[at + RULE.flipB] ?? 0;
    let left = 0;
    for (let word = first; word < last; word += 1) {
      const undecided = active[word] ?? 0;
      const hit = undecided & ((sets[a + word] ?? 0) ^ flipA) & ((sets[b + word] ?? 0) ^ flipB);
      left |= active[word] = undecided & ~hit;
      accepted[word] = (accepted[word] ?? 0) | (hit & mask);
    }
    return left === 0 && last - first === active.length;
  }
}
