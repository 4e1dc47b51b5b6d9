import type { CompiledModel } from '../../verdict';
import { NETWORK } from '../../verdict/network-lists';
import { CONDITION, PACKED, PART, type PackedRules } from '../../verdict/packed/packed-rules';
import type { Predicate, PredicateIndex } from '../../verdict/predicate';
import type { ServiceIndex } from '../../verdict/services';
import type { Network } from '../../model/address';
import { EMPTY, type ClassSet } from './class-sets';
import { NumberedSets } from './numbered-sets';
import type { SortedAddresses, Span } from './places';
import { factsOf } from './rule-facts';

/** In place of a set that is not made yet, because no answer has needed it so far. */
const NOTED = -1;

/** A span of addresses, with its classes once they are computed. */
export type UsedSpan = Span & { set?: ClassSet };

/** What the rules in use distinguish ends by: selectors, networks, and names of ports. */
export class Usage {
  readonly selectors: Set<Predicate>;
  readonly names = new Set<string>();
  /** Undefined if no rule refers to services, or if their endpoints are not known. */
  services: ServiceIndex | undefined;
  /** The sets of predicates and of lists of networks. */
  readonly selected: NumberedSets;
  readonly within: NumberedSets;
  /** The spans of networks in use. */
  readonly spans = new Map<number, UsedSpan>();
  readonly #index: PredicateIndex;

  /** @param size The number of addresses. */
  constructor(
    private readonly model: CompiledModel,
    private readonly version: 4 | 6,
    private readonly addresses: SortedAddresses,
    private readonly size: number,
  ) {
    this.#index = model.predicates;
    this.selectors = new Set(model.policiesIn('enforced').map(({ selects }) => selects));
    this.selected = new NumberedSets(model.predicates.size);
    this.within = new NumberedSets(model.predicates.networks.size);
  }

  /** Notes what a list of rules distinguishes. */
  note({ words, rules, hasMeanings }: PackedRules): void {
    this.#noteWords(words);
    if (!hasMeanings) return;
    const facts = factsOf(rules);
    for (const network of facts.networks) this.#noteSpan(this.spanOf(network));
    for (const selector of facts.selectors) this.selectors.add(selector);
    for (const name of facts.names) this.names.add(name);
    if (facts.hasServices) this.services = this.model.services;
  }

  /** Notes the networks and the selectors in packed rules. */
  #noteWords(words: Int32Array): void {
    for (let rule = 0; rule < words.length; rule += words[rule + PACKED.end] ?? words.length) {
      const end = rule + (words[rule + PACKED.end] ?? 0);
      for (let at = rule + (words[rule + PACKED.conditions] ?? 0); at < end; at += PART.length) {
        const number = words[at + PART.number] ?? 0;
        const isNetworks = ((words[at + PART.bits] ?? 0) & CONDITION.networks) !== 0;
        const known = isNetworks ? this.within : this.selected;
        if (known.at(number)) continue;
        known.put(number, isNetworks ? this.#noteNetworks(number) : this.#noteSelector(number));
      }
    }
  }

  #noteNetworks(number: number): ClassSet {
    let set = EMPTY;
    this.spansOf(number, (span) => {
      this.#noteSpan(span);
      set = NOTED;
    });
    return set;
  }

  #noteSelector(number: number): ClassSet {
    const predicate = this.#index.at(number);
    if (predicate && predicate.tag === undefined) this.selectors.add(predicate);
    return NOTED;
  }

  #noteSpan(span: Span | undefined): void {
    if (span) this.spans.set(this.keyOf(span), span);
  }

  /** Undefined if no subject is in the network. */
  spanOf(network: Network): Span | undefined {
    if (network.version !== this.version) return undefined;
    const span = this.addresses.within(network);
    return span.end > span.start ? span : undefined;
  }

  /** Passes the nonempty spans of a list of networks. */
  spansOf(number: number, take: (span: Span) => void): void {
    const { networks } = this.#index;
    const { words } = networks;
    const end = networks.end(number);
    let at = networks.start(number);
    while (at < end) {
      const version = words[at + NETWORK.version] === 4 ? 4 : 6;
      const prefix = words[at + NETWORK.prefix] ?? 0;
      const next = at + NETWORK.end[version];
      if (version === this.version) {
        const span =
          version === 4
            ? this.addresses.withinIpv4((words[at + NETWORK.address] ?? 0) >>> 0, prefix)
            : this.addresses.within({
                version,
                prefix,
                words: [...new Uint32Array(words.subarray(at + NETWORK.address, next))],
              });
        if (span.end > span.start) take(span);
      }
      at = next;
    }
  }

  keyOf({ start, end }: Span): number {
    return start * (this.size + 1) + end;
  }
}
