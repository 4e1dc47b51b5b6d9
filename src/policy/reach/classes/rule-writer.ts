import { CodeWriter } from '../../verdict/packed/code-writer';
import {
  CONDITION,
  KIND,
  PACKED,
  packCondition,
  packRule,
  traitsOf,
  type PackedRules,
} from '../../verdict/packed/packed-rules';
import type { NetworkLists } from '../../verdict/network-lists';
import type { CompiledRule } from '../../verdict/rule';
import type { ClassSet } from './class-sets';
import type { PlaceMeanings } from './place-meanings';
import { isUndecidable, variantsOf, type PlaceTest } from './variants';

/** Packed rules without names and services. */
export type WrittenRules = Pick<PackedRules, 'words' | 'traits'>;

/** Packs rules again for a population, with sets of classes in place of names of ports and services. */
export class RuleWriter {
  readonly #packed = new CodeWriter();

  /** @param passing Returns the classes whose places pass all tests. */
  constructor(
    private readonly networks: NetworkLists,
    private readonly places: PlaceMeanings,
    private readonly passing: (tests: readonly PlaceTest[]) => ClassSet,
  ) {}

  write({ words, rules }: PackedRules): WrittenRules {
    for (let at = 0, index = 0; at < words.length; at += words[at + PACKED.end] ?? words.length, index += 1) {
      const rule = ((words[at + PACKED.kind] ?? 0) & KIND.meanings) === 0 ? undefined : rules[index];
      if (rule) this.#variants(rule);
      else
        for (let word = at; word < at + (words[at + PACKED.end] ?? 0); word += 1) this.#packed.push(words[word] ?? 0);
    }
    const written = this.#packed.take();
    return { words: written, traits: traitsOf(written) };
  }

  #variants(written: CompiledRule): void {
    const packed = this.#packed;
    const unknown = isUndecidable(written, this.places) ? KIND.unknown : 0;
    for (const { rule, notProtocols, source, destination } of variantsOf(written, this.places)) {
      const begin = packRule(rule, notProtocols, this.networks, packed);
      packed.set(begin + PACKED.kind, packed.at(begin + PACKED.kind) | unknown);
      this.#test(begin, CONDITION.set, source);
      this.#test(begin, CONDITION.set + CONDITION.destination, destination);
    }
  }

  #test(begin: number, bits: number, tests: readonly PlaceTest[]): void {
    if (tests.length > 0) packCondition(begin, bits, this.passing(tests), this.#packed);
  }
}
