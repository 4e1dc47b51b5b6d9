import { KIND, PACKED, PART, ACTION, CONDITION } from '../../verdict/packed/packed-rules';
import { passesTests } from '../../verdict/packed/header-test';
import type { Header } from '../../verdict/packet';
import type { Bits } from '../bits';
import type { Chain } from '../classes/chains';
import { BOUNDS, type ClassSet } from '../classes/class-sets';
import { OUTCOME, type PeerRules } from '../classes/peer-rule';
import type { Population } from '../classes/population';

/** Runs all peers of a class through its chain at once: each rule removes its matches from the undecided. */
export class Pass {
  readonly #active: Bits;
  readonly #left: Bits;
  readonly #isThere: number;
  readonly #undecided: number;
  /**
   * The peers that a rule matches: they are in both of two sets, each inverted if its flip is -1, and their common
   * members are in the words from `first` to `last`.
   */
  #a: ClassSet = 0;
  #flipA = 0;
  #b: ClassSet = 0;
  #flipB = 0;
  #first = 0;
  #last = 0;

  /** @param undecided The result for peers that a rule may match, or may not. */
  constructor(
    readonly population: Population,
    readonly header: Header,
    undecided: 'deny' | 'allow',
  ) {
    this.#active = new Int32Array(population.everybody.length);
    this.#left = new Int32Array(population.everybody.length);
    this.#isThere = header.version === 4 ? KIND.ipv4 : KIND.ipv6;
    this.#undecided = OUTCOME[undecided];
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

  #rules(rules: PeerRules, self: number, accepted: Bits, marked: Bits): void {
    const { words } = rules;
    for (let at = 0; at < words.length; at += words[at + PACKED.end] ?? words.length) {
      const kind = words[at + PACKED.kind] ?? 0;
      if ((kind & this.#isThere) === 0) continue;
      const tests = at + (words[at + PACKED.tests] ?? 0);
      const matches = passesTests(words, at + PACKED.header, tests, this.header) && this.#match(rules, at, self);
      const outcome = this.#outcomeOf(kind, rules);
      if (outcome === OUTCOME.mark) this.#mark(matches, marked);
      else if (!matches) continue;
      else if (outcome === OUTCOME.leave) this.#leave();
      else if (this.#decide(outcome === OUTCOME.allow, accepted)) return;
    }
  }

  #outcomeOf(kind: number, { pass }: PeerRules): number {
    if ((kind & KIND.unknown) !== 0) return this.#undecided;
    const action = kind & KIND.action;
    return action === ACTION.pass ? OUTCOME[pass] : action;
  }

  /** Finds the peers that the rule at `at` matches. Returns false if there are none. */
  #match({ words, own }: PeerRules, at: number, self: number): boolean {
    const { population } = this;
    const end = at + (words[at + PACKED.end] ?? 0);
    let count = 0;
    this.#a = this.#b = population.all;
    this.#flipA = this.#flipB = 0;
    this.#first = 0;
    this.#last = population.sets.width;
    for (let part = at + (words[at + PACKED.conditions] ?? 0); part < end; part += PART.length) {
      const bits = words[part + PART.bits] ?? 0;
      const set = population.setOf(bits, words[part + PART.number] ?? 0);
      const flip = (bits & CONDITION.not) === 0 ? 0 : -1;
      const sets = population.sets.words;
      if ((bits & CONDITION.destination) === own) {
        if (((((sets[set + (self >>> 5)] ?? 0) ^ flip) >>> (self & 31)) & 1) === 0) return false;
        continue;
      }
      if (flip === 0) {
        this.#first = Math.max(this.#first, sets[set + BOUNDS.first] ?? 0);
        this.#last = Math.min(this.#last, sets[set + BOUNDS.end] ?? 0);
      }
      count += 1;
      if (count === 1) {
        this.#a = set;
        this.#flipA = flip;
      } else if (count === 2) {
        this.#b = set;
        this.#flipB = flip;
      } else this.#narrow(set, flip);
    }
    return this.#first < this.#last;
  }

  /** Reduces the second set and another one to their common members. */
  #narrow(set: ClassSet, flip: number): void {
    const { words, scratch, width } = this.population.sets;
    for (let word = 0; word < width; word += 1)
      words[scratch + word] = ((words[this.#b + word] ?? 0) ^ this.#flipB) & ((words[set + word] ?? 0) ^ flip);
    this.#b = scratch;
    this.#flipB = 0;
  }

  /**
   * Marks the matches; then all marked peers continue at the next part, whichever rule marked them (`passMarkStays`).
   */
  #mark(matches: boolean, marked: Bits): void {
    const active = this.#active;
    const left = this.#left;
    const last = matches ? this.#last : 0;
    for (let word = this.#first; word < last; word += 1) marked[word] = (marked[word] ?? 0) | this.#hit(word);
    for (let word = 0; word < marked.length; word += 1) {
      const leaving = (active[word] ?? 0) & (marked[word] ?? 0);
      left[word] = (left[word] ?? 0) | leaving;
      active[word] = (active[word] ?? 0) & ~leaving;
    }
  }

  #leave(): void {
    for (let word = this.#first; word < this.#last; word += 1) {
      const hit = this.#hit(word);
      this.#left[word] = (this.#left[word] ?? 0) | hit;
      this.#active[word] = (this.#active[word] ?? 0) & ~hit;
    }
  }

  /** The undecided peers in a word that the rule matches. */
  #hit(word: number): number {
    const sets = this.population.sets.words;
    const a = (sets[this.#a + word] ?? 0) ^ this.#flipA;
    const b = (sets[this.#b + word] ?? 0) ^ this.#flipB;
    return (this.#active[word] ?? 0) & a & b;
  }

  /**
   * Removes a rule's matches from the undecided, and accepts them if the rule allows. Returns true if none can remain.
   */
  #decide(allows: boolean, accepted: Bits): boolean {
    const active = this.#active;
    const sets = this.population.sets.words;
    const mask = allows ? -1 : 0;
    const [first, last] = [this.#first, this.#last];
    const [a, flipA, b, flipB] = [this.#a, this.#flipA, this.#b, this.#flipB];
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
