import type { CompiledModel } from '../../verdict';
import type { CompiledPolicy } from '../../verdict/policy';
import { NETWORK } from '../../verdict/network-lists';
import { CONDITION, KIND, PACKED, PART, type PackedRules } from '../../verdict/packed/packed-rules';
import type { Predicate, PredicateIndex } from '../../verdict/predicate';
import type { ServiceIndex } from '../../verdict/services';
import type { Network } from '../../model/address';
import { DIRECTIONS, type Direction } from '../../model/rule';
import { setBit, wordsFor, type Bits } from '../bits';
import { ClassSets, EMPTY, type ClassSet } from './class-sets';
import { group, MOST_SELECTORS, type Class } from './grouping';
import { NumberedSets } from './numbered-sets';
import { peerRules, type Passing, type PeerRules } from './peer-rule';
import { innermost, SortedAddresses, type Span } from './places';
import { factsOf, forEachList } from './rule-facts';
import { RuleWriter, type WrittenRules } from './rule-writer';
import { PlaceMeanings } from './place-meanings';
import { subjectsOf, type FlowEnd } from './subject';
import type { PlaceTest } from './variants';

/** In place of a set that is not made yet, because no answer has needed it so far. */
const NOTED = -1;

/** All possible ends of a flow, in classes, and the classes that rules match. */
export class Population {
  readonly classes: readonly Class[];
  readonly everybody: Bits;
  /** The sets of classes that rules refer to, among them that of all. */
  readonly sets: ClassSets;
  readonly all: ClassSet;
  /** The classes whose flows are all evaluated individually. */
  readonly judged: readonly number[];
  readonly #writer: RuleWriter;
  /** What happens to peers that a `pass` matches. */
  readonly #pass: Readonly<Record<'tier' | 'profile', Passing>>;
  readonly #subjects: readonly FlowEnd[];
  readonly #addresses: SortedAddresses;
  readonly #selectors: ReadonlySet<Predicate>;
  readonly #places: PlaceMeanings;
  /** By subject, and by sorted position of addresses. */
  readonly #classOf: Int32Array;
  readonly #classAt: Int32Array;
  readonly #tagged: ReadonlyMap<string, readonly number[]>;
  readonly #index: PredicateIndex;
  /** The sets of predicates and of lists of networks. */
  readonly #selected: NumberedSets;
  readonly #within: NumberedSets;
  /** The spans of networks in use, each with its classes once computed. */
  readonly #spans = new Map<number, Span & { set?: ClassSet }>();
  /** Rules with names of ports or services, as written for this population. */
  readonly #written = new WeakMap<PackedRules, WrittenRules>();
  #numbers: ReadonlyMap<string, number> | undefined;
  #carriers: ReadonlyMap<string, readonly number[]> | undefined;

  constructor(
    model: CompiledModel,
    readonly version: 4 | 6,
    outside: readonly string[],
  ) {
    this.#index = model.predicates;
    this.#subjects = subjectsOf(model, version, outside);
    this.#addresses = new SortedAddresses(this.#subjects.map(({ address }) => address));
    const selectors = new Set(model.policiesIn('enforced').map(({ selects }) => selects));
    const names = new Set<string>();
    let services: ServiceIndex | undefined;
    this.#selected = new NumberedSets(model.predicates.size);
    this.#within = new NumberedSets(model.predicates.networks.size);
    forEachList(model, ({ words, rules, hasMeanings }) => {
      this.#note(words, selectors);
      if (!hasMeanings) return;
      const facts = factsOf(rules);
      for (const network of facts.networks) this.#noteSpan(this.#spanOf(network));
      for (const selector of facts.selectors) selectors.add(selector);
      for (const name of facts.names) names.add(name);
      if (facts.hasServices) services = model.services;
    });
    this.#selectors = selectors;
    this.#places = new PlaceMeanings(names, services, this.#subjects);
    const { order } = this.#addresses;
    const smallest = innermost(this.#spans.values(), order.length);
    const network = new Int32Array(order.length);
    for (let place = 0; place < order.length; place += 1) network[order[place] ?? 0] = smallest[place] ?? 0;
    const { classes, classOf } = group(this.#subjects, network, this.#selectors, this.#places);
    this.classes = classes;
    this.#classOf = classOf;
    this.#classAt = order.map((index) => classOf[index] ?? 0);
    this.judged = [...classes.keys()].filter((number) => classes[number]?.subject.isJudged);
    this.everybody = new Int32Array(wordsFor(this.size));
    for (const number of classes.keys()) setBit(this.everybody, number);
    this.sets = new ClassSets(this.size);
    this.all = this.sets.add(classes.keys());
    this.#tagged = byName(classes, ({ subject: { place } }) => place.classes.map(({ tags }) => tags));
    const { passMarkStays, profilePass } = model.settings;
    this.#writer = new RuleWriter(this.#index.networks, this.#places, (tests) => this.#passing(tests));
    const leave = passMarkStays ? 'mark' : 'leave';
    this.#pass = { tier: leave, profile: profilePass === 'deny' ? 'deny' : leave };
  }

  /** Notes the networks and the selectors in packed rules. */
  #note(words: Int32Array, selectors: Set<Predicate>): void {
    for (let rule = 0; rule < words.length; rule += words[rule + PACKED.end] ?? words.length) {
      const end = rule + (words[rule + PACKED.end] ?? 0);
      for (let at = rule + (words[rule + PACKED.conditions] ?? 0); at < end; at += PART.length) {
        const number = words[at + PART.number] ?? 0;
        const isNetworks = ((words[at + PART.bits] ?? 0) & CONDITION.networks) !== 0;
        const known = isNetworks ? this.#within : this.#selected;
        if (known.at(number)) continue;
        known.put(number, isNetworks ? this.#noteNetworks(number) : this.#noteSelector(number, selectors));
      }
    }
  }

  #noteNetworks(number: number): ClassSet {
    let set = EMPTY;
    this.#spansOf(number, (span) => {
      this.#noteSpan(span);
      set = NOTED;
    });
    return set;
  }

  #noteSelector(number: number, selectors: Set<Predicate>): ClassSet {
    const predicate = this.#index.at(number);
    if (predicate && predicate.tag === undefined) selectors.add(predicate);
    return NOTED;
  }

  #noteSpan(span: Span | undefined): void {
    if (span) this.#spans.set(this.#keyOf(span), span);
  }

  get size(): number {
    return this.classes.length;
  }

  /** Returns the class of an endpoint or a machine by name; undefined if unknown. */
  classOf(name: string): number | undefined {
    this.#numbers ??= new Map(this.#subjects.map((subject, index) => [subject.name, this.#classOf[index] ?? 0]));
    return this.#numbers.get(name);
  }

  /** Returns the classes whose workloads have a profile. */
  classesWith(profile: string): readonly number[] {
    this.#carriers ??= byName(this.classes, ({ subject }) => [subject.workload?.endpoint.profiles ?? []]);
    return this.#carriers.get(profile) ?? [];
  }

  /** Returns the rules of a tier's policies or of a profile, as seen from a class that has them. */
  rulesOf(rules: PackedRules, direction: Direction, of: 'tier' | 'profile'): PeerRules {
    const isThere = this.version === 4 ? KIND.ipv4 : KIND.ipv6;
    return peerRules(rules.hasMeanings ? this.#writtenOf(rules) : rules, direction, this.#pass[of], isThere);
  }

  #writtenOf(rules: PackedRules): WrittenRules {
    let written = this.#written.get(rules);
    if (!written) this.#written.set(rules, (written = this.#writer.write(rules)));
    return written;
  }

  /** Whether a policy treats all members of every class alike; it may be newer than the population. */
  suitsPolicy({ selects, packed }: CompiledPolicy): boolean {
    return (
      this.#isKnown(selects) && DIRECTIONS.every((direction) => !packed[direction] || this.suits(packed[direction]))
    );
  }

  /** Whether rules treat all members of every class alike; they may be newer than the population. */
  suits({ rules }: PackedRules): boolean {
    const facts = factsOf(rules);
    return (
      this.#places.suits(facts) &&
      facts.selectors.every((selector) => this.#isKnown(selector)) &&
      facts.networks.every((network) => this.#isOfClasses(this.#spanOf(network)))
    );
  }

  #isKnown(selector: Predicate): boolean {
    return this.#selectors.size > MOST_SELECTORS || this.#selectors.has(selector);
  }

  #isOfClasses(span: Span | undefined): boolean {
    if (!span || this.#spans.has(this.#keyOf(span))) return true;
    const classes = new Set(this.#classAt.subarray(span.start, span.end));
    const size = [...classes].reduce((sum, number) => sum + (this.classes[number]?.members.length ?? 0), 0);
    return span.end - span.start === size;
  }

  /** Undefined if no subject is in the network. */
  #spanOf(network: Network): Span | undefined {
    if (network.version !== this.version) return undefined;
    const span = this.#addresses.within(network);
    return span.end > span.start ? span : undefined;
  }

  /** Passes the nonempty spans of a list of networks. */
  #spansOf(number: number, take: (span: Span) => void): void {
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
            ? this.#addresses.withinIpv4((words[at + NETWORK.address] ?? 0) >>> 0, prefix)
            : this.#addresses.within({
                version,
                prefix,
                words: [...new Uint32Array(words.subarray(at + NETWORK.address, next))],
              });
        if (span.end > span.start) take(span);
      }
      at = next;
    }
  }

  /** The set that a condition of packed rules is about. */
  setOf(bits: number, number: number): ClassSet {
    if ((bits & CONDITION.set) !== 0) return number;
    const isNetworks = (bits & CONDITION.networks) !== 0;
    const sets = isNetworks ? this.#within : this.#selected;
    const known = sets.at(number) ?? 0;
    if (known > 0) return known;
    const set = isNetworks ? this.#networks(number) : this.#select(number);
    sets.put(number, set);
    return set;
  }

  /** The classes whose places pass all tests. */
  #passing(tests: readonly PlaceTest[]): ClassSet {
    const numbers: number[] = [];
    for (const [number, { subject }] of this.classes.entries())
      if (tests.every((holds) => holds(subject.place))) numbers.push(number);
    return numbers.length === 0 ? EMPTY : this.sets.add(numbers);
  }

  #select(number: number): ClassSet {
    const predicate = this.#index.at(number);
    const numbers =
      predicate?.tag === undefined
        ? [...this.classes.keys()].filter((number) =>
            predicate?.holdsForSome(this.classes[number]?.subject.place.classes ?? []),
          )
        : (this.#tagged.get(predicate.tag) ?? []);
    return numbers.length === 0 ? EMPTY : this.sets.add(numbers);
  }

  #networks(number: number): ClassSet {
    const spans: Span[] = [];
    this.#spansOf(number, (span) => spans.push(span));
    const [first] = spans;
    if (!first) return EMPTY;
    if (spans.length > 1) return this.sets.addSpans(this.#classAt, spans);
    const key = this.#keyOf(first);
    const known = this.#spans.get(key) ?? { ...first };
    this.#spans.set(key, known);
    return (known.set ??= this.sets.addSpans(this.#classAt, spans));
  }

  #keyOf({ start, end }: Span): number {
    return start * (this.#subjects.length + 1) + end;
  }
}

/** For each name, the numbers of the classes that have it. */
function byName(
  classes: readonly Class[],
  namesOf: (one: Class) => readonly Iterable<string>[],
): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const [number, one] of classes.entries()) {
    for (const names of namesOf(one)) {
      for (const name of names) {
        const list = found.get(name);
        if (!list) found.set(name, [number]);
        else if (list.at(-1) !== number) list.push(number);
      }
    }
  }
  return found;
}
