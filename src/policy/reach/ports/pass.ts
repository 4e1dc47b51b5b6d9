import type { Header } from '../../verdict/packet';
import type { Bits } from '../bits';
import type { Chain } from '../classes/chains';
import { meetsHeader, meetsOwner, OUTCOME, RULE, type PeerRules } from '../classes/peer-rule';
import type { Population } from '../classes/population';

/** Runs all peers of a class through its chain at once: each rule removes its matches from the undecided. */
export class Pass {
  readonly #active: Bits;
  readonly #left: Bits;
  /** The words of all sets that rules refer to. */
  readonly #sets: Bits;

  constructor(
    readonly population: Population,
    readonly header: Header,
    /** The result for peers that a rule may match, or may not. */
    private readonly undecided: 'deny' | 'allow',
  ) {
    this.#active = new Int32Array(population.everybody.length);
    this.#left = new Int32Array(population.everybody.length);
    this.#sets = population.sets.words;
  }

  /**
   * Adds the classes that the chain of class `self` accepts to `accepted`. Peers in `marked` carry the mark of a `pass`;
   * peers that this chain marks are added.
   */
  run({ parts, marks }: Chain, self: number, accepted: Bits, marked: Bits): void {
    const active = this.#active;
    const left = this.#left;
    active.set(this.population.everybody);
    for (const part of parts) {
      if (part === 'drops') return;
      const { rules, end } = part;
      if (rules.passes) left.fill(0);
      // Marks are cleared at the start of a tier.
      if (end !== undefined && marks) remove(marked, active);
      this.#rules(rules, self, accepted, marked);
      if (end === 'deny') active.fill(0);
      if (rules.passes)
        for (let word = 0; word < active.length; word += 1) active[word] = (active[word] ?? 0) | (left[word] ?? 0);
    }
  }

  #rules({ code }: PeerRules, self: number, accepted: Bits, marked: Bits): void {
    for (let at = 0; at < code.length; at += code[at + RULE.end] ?? code.length) {
      const possible = meetsHeader(code, at, this.header) && meetsOwner(code, at, this.#sets, self);
      const outcome = code[at];
      if (outcome === OUTCOME.mark) this.#mark(code, at, possible, marked);
      else if (!possible) continue;
      else if (outcome === OUTCOME.leave) this.#leave(code, at);
      else if (this.#decide(code, at, accepted)) return;
    }
  }

  /**
   * Marks the matches; then all marked peers continue at the next part, whichever rule marked them (`passMarkStays`).
   */
  #mark(code: Int32Array, at: number, possible: boolean, marked: Bits): void {
    const active = this.#active;
    const left = this.#left;
    const last = possible ? (code[at + RULE.last] ?? 0) : 0;
    for (let word = code[at + RULE.first] ?? 0; word < last; word += 1)
      marked[word] = (marked[word] ?? 0) | this.#hit(code, at, word);
    for (let word = 0; word < marked.length; word += 1) {
      const leaving = (active[word] ?? 0) & (marked[word] ?? 0);
      left[word] = (left[word] ?? 0) | leaving;
      active[word] = (active[word] ?? 0) & ~leaving;
    }
  }

  #leave(code: Int32Array, at: number): void {
    const last = code[at + RULE.last] ?? 0;
    for (let word = code[at + RULE.first] ?? 0; word < last; word += 1) {
      const hit = this.#hit(code, at, word);
      this.#left[word] = (this.#left[word] ?? 0) | hit;
      this.#active[word] = (this.#active[word] ?? 0) & ~hit;
    }
  }

  /** The undecided peers in a word that the rule at `at` matches. */
  #hit(code: Int32Array, at: number, word: number): number {
    const sets = this.#sets;
    const a = (sets[(code[at + RULE.a] ?? 0) + word] ?? 0) ^ (code[at + RULE.flipA] ?? 0);
    const b = (sets[(code[at + RULE.b] ?? 0) + word] ?? 0) ^ (code[at + RULE.flipB] ?? 0);
    return (this.#active[word] ?? 0) & a & b;
  }

  /**
   * Removes a rule's matches from the undecided, and accepts them if the rule allows. Returns true if none can remain.
   */
  #decide(code: Int32Array, at: number, accepted: Bits): boolean {
    const active = this.#active;
    const sets = this.#sets;
    const outcome = code[at] === OUTCOME.unknown ? OUTCOME[this.undecided] : code[at];
    const mask = outcome === OUTCOME.allow ? -1 : 0;
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

function remove(from: Bits, what: Bits): void {
  for (let word = 0; word < from.length; word += 1) from[word] = (from[word] ?? 0) & ~(what[word] ?? 0);
}
