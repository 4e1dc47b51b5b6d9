import type { Direction } from '../../model/rule';
import { CodeWriter } from '../../verdict/packed/code-writer';
import { ACTION, CONDITION, KIND, PACKED, packRule, PART, type PackedRules } from '../../verdict/packed/packed-rules';
import type { CompiledRule } from '../../verdict/rule';
import type { ClassSet, ClassSets } from './class-sets';
import { OUTCOME, RULE, type PeerRules } from './peer-rule';
import type { PlaceMeanings } from './place-meanings';
import { isUndecidable, variantsOf, type PlaceTest } from './variants';

/** The sets of classes in a population that rules refer to. */
export interface RuleSets {
  readonly sets: ClassSets;
  readonly everybody: ClassSet;
  readonly empty: ClassSet;
  /** The set that a condition of packed rules is about. */
  ofCondition(words: Int32Array, at: number): ClassSet;
  /** The classes whose places pass all tests. */
  passing(tests: readonly PlaceTest[]): ClassSet;
}

/** A set that classes must be in, or with flip -1 must not be in. */
interface Membership {
  readonly set: ClassSet;
  readonly flip: number;
}

/** Writes packed rules for the classes of a population. Omits rules without effect on the verdict. */
export class RuleWriter {
  readonly #code = new CodeWriter();
  readonly #variant = new CodeWriter();
  /** Of the class that has the rule being written, and of its peers. */
  readonly #own: Membership[] = [];
  readonly #peers: Membership[] = [];
  #looksAtOwner = false;
  #isOpen = false;

  constructor(
    private readonly version: 4 | 6,
    private readonly sets: RuleSets,
    private readonly places: PlaceMeanings,
  ) {}

  /** @param pass What happens to peers that a `pass` matches. */
  write({ words, rules }: PackedRules, direction: Direction, pass: 'deny' | 'leave' | 'mark'): PeerRules {
    const isThere = this.version === 4 ? KIND.ipv4 : KIND.ipv6;
    let passes = false;
    let undecidable = false;
    this.#looksAtOwner = false;
    this.#isOpen = false;
    for (let at = 0, index = 0; at < words.length; at += words[at + PACKED.end] ?? words.length, index += 1) {
      const kind = words[at + PACKED.kind] ?? 0;
      const action = kind & KIND.action;
      if (action === ACTION.log || (kind & isThere) === 0) continue;
      const outcome = action === ACTION.pass ? OUTCOME[pass] : action === ACTION.allow ? OUTCOME.allow : OUTCOME.deny;
      const rule = (kind & KIND.meanings) === 0 ? undefined : rules[index];
      if (rule && isUndecidable(rule, this.places)) {
        undecidable = true;
        this.#variants(rule, direction, OUTCOME.unknown);
        continue;
      }
      passes ||= action === ACTION.pass && pass !== 'deny';
      if (rule) this.#variants(rule, direction, outcome);
      else this.#rule(words, at, direction, outcome);
    }
    return {
      code: this.#code.take(),
      passes,
      marks: passes && pass === 'mark',
      undecidable,
      looksAtOwner: this.#looksAtOwner,
      isOpen: this.#isOpen,
    };
  }

  #variants(written: CompiledRule, direction: Direction, outcome: number): void {
    for (const { rule, notProtocols, source, destination } of variantsOf(written, this.places)) {
      const [own, peers] = direction === 'ingress' ? [destination, source] : [source, destination];
      if (own.length > 0) this.#own.push({ set: this.sets.passing(own), flip: 0 });
      if (peers.length > 0) this.#peers.push({ set: this.sets.passing(peers), flip: 0 });
      packRule(rule, notProtocols, this.#variant);
      this.#variant.lend((words) => this.#rule(words, 0, direction, outcome));
    }
  }

  #rule(words: Int32Array, begin: number, direction: Direction, outcome: number): void {
    const ownEnd = direction === 'ingress' ? CONDITION.destination : 0;
    const conditions = begin + (words[begin + PACKED.conditions] ?? 0);
    const end = begin + (words[begin + PACKED.end] ?? 0);
    for (let at = conditions; at < end; at += words[at + PART.length] ?? end) {
      const bits = words[at + PART.bits] ?? 0;
      const flip = (bits & CONDITION.not) === 0 ? 0 : -1;
      const set = this.sets.ofCondition(words, at);
      ((bits & CONDITION.destination) === ownEnd ? this.#own : this.#peers).push({ set, flip });
    }
    // Felix's marks take effect at the rule, even if that matches nobody.
    if (outcome === OUTCOME.mark || !this.#matchesNobody()) this.#append(words, begin, outcome);
    while (this.#own.length > 0) this.#own.pop();
    while (this.#peers.length > 0) this.#peers.pop();
  }

  #matchesNobody(): boolean {
    const { empty } = this.sets;
    for (const { set, flip } of this.#own) if (set === empty && flip === 0) return true;
    for (const { set, flip } of this.#peers) if (set === empty && flip === 0) return true;
    return false;
  }

  #append(words: Int32Array, begin: number, outcome: number): void {
    const code = this.#code;
    const at = code.length;
    const tests = (words[begin + PACKED.tests] ?? 0) - PACKED.header;
    code.push(outcome);
    code.push(0);
    code.push(RULE.header + tests);
    code.push(0);
    this.#appendPeers();
    const conditions = begin + (words[begin + PACKED.conditions] ?? 0);
    for (let word = begin + PACKED.header; word < conditions; word += 1) code.push(words[word] ?? 0);
    code.set(at + RULE.own, code.length - at);
    for (const { set, flip } of this.#own) {
      code.push(flip);
      code.push(set.at);
    }
    code.set(at + RULE.end, code.length - at);
    this.#looksAtOwner ||= this.#own.length > 0;
    this.#isOpen ||=
      at === 0 && outcome === OUTCOME.allow && this.#own.length + this.#peers.length === 0 && tests === 0;
  }

  /** Reduces any number of sets to two, and finds the words that contain their common members. */
  #appendPeers(): void {
    const { everybody } = this.sets;
    let { first, end } = everybody;
    for (const { set, flip } of this.#peers) {
      if (flip !== 0) continue;
      first = Math.max(first, set.first);
      end = Math.min(end, set.end);
    }
    const code = this.#code;
    code.push(first);
    code.push(end);
    const [a, b] = this.#peers;
    code.push(a?.set.at ?? everybody.at);
    code.push(a?.flip ?? 0);
    const rest = this.#peers.length > 2 ? this.#merged(this.#peers.slice(1)) : b;
    code.push(rest?.set.at ?? everybody.at);
    code.push(rest?.flip ?? 0);
  }

  #merged(peers: readonly Membership[]): Membership {
    const { sets } = this.sets;
    const set = sets.addWords((place) =>
      peers.reduce((bits, { set: { at }, flip }) => bits & ((sets.words[at + place] ?? 0) ^ flip), -1),
    );
    return { set, flip: 0 };
  }
}
