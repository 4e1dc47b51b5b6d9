import type { CompiledModel } from '../../verdict';
import type { CompiledPolicy } from '../../verdict/policy';
import { CONDITION, NETWORK_LENGTH, PACKED, PART, type PackedRules } from '../../verdict/packed/packed-rules';
import type { Predicate, PredicateIndex } from '../../verdict/predicate';
import type { ServiceIndex } from '../../verdict/services';
import type { Network } from '../../model/address';
import { DIRECTIONS, type Direction } from '../../model/rule';
import { setBit, wordsFor, type Bits } from '../bits';
import { ClassSets, type ClassSet } from './class-sets';
import { group, MOST_SELECTORS, type Class } from './grouping';
import type { PeerRules } from './peer-rule';
import { innermost, SortedAddresses, type Span } from './places';
import { factsOf, listsOf } from './rule-facts';
import { RuleWriter } from './rule-writer';
import { PlaceMeanings } from './place-meanings';
import { subjectsOf, type FlowEnd } from './subject';
import type { PlaceTest } from './variants';

/** All possible ends of a flow, in classes, and the classes that rules match. */
export class Population {
  readonly classes: readonly Class[];
  readonly everybody: Bits;
  /** The sets of classes that rules refer to. */
  readonly sets: ClassSets;
  /** The classes whose flows are all evaluated individually. */
  readonly judged: readonly number[];
  readonly #writer: RuleWriter;
  /** What happens to peers that a `pass` matches. */
  readonly #pass: Readonly<Record<'tier' | 'profile', 'deny' | 'leave' | 'mark'>>;
  readonly #empty: ClassSet;
  readonly #subjects: readonly FlowEnd[];
  readonly #addresses: SortedAddresses;
  readonly #selectors: ReadonlySet<Predicate>;
  readonly #places: PlaceMeanings;
  /** By subject, and by sorted position of addresses. */
  readonly #classOf: Int32Array;
  readonly #classAt: Int32Array;
  readonly #tagged: ReadonlyMap<string, readonly number[]>;
  readonly #index: PredicateIndex;
  /** By number. */
  readonly #predicates: (ClassSet | undefined)[] = [];
  /** The spans of networks in use, each with its classes once computed. */
  readonly #spans = new Map<number, Span & { set?: ClassSet }>();
  readonly #rules = new WeakMap<PackedRules, PeerRules>();
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
    const lists = listsOf(model);
    const noted = new Set<number>();
    for (const { words } of lists) this.#note(words, noted);
    for (const number of noted) {
      const predicate = model.predicates.at(number);
      if (predicate && predicate.tag === undefined) selectors.add(predicate);
    }
    for (const { rules, hasMeanings } of lists) {
      if (!hasMeanings) continue;
      const facts = factsOf(rules);
      for (const network of facts.networks) this.#noteSpan(this.#spanOf(network));
      for (const selector of facts.selectors) selectors.add(selector);
      for (const name of facts.names) names.add(name);
      if (facts.hasServices) services = model.services;
    }
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
    const everybody = this.sets.add(classes.keys());
    this.#empty = this.sets.add([]);
    this.#tagged = byName(classes, ({ subject: { place } }) => new Set(place.classes.flatMap(({ tags }) => [...tags])));
    const { passMarkStays, profilePass } = model.settings;
    this.#writer = new RuleWriter(
      version,
      {
        sets: this.sets,
        everybody,
        empty: this.#empty,
        ofCondition: (words, at) => this.#ofCondition(words, at),
        passing: (tests) => this.#passing(tests),
      },
      this.#places,
    );
    const leave = passMarkStays ? 'mark' : 'leave';
    this.#pass = { tier: leave, profile: profilePass === 'deny' ? 'deny' : leave };
  }

  /** Notes the networks and the predicates in packed rules. */
  #note(words: Int32Array, predicates: Set<number>): void {
    for (let rule = 0; rule < words.length; rule += words[rule + PACKED.end] ?? words.length) {
      const end = rule + (words[rule + PACKED.end] ?? 0);
      for (let at = rule + (words[rule + PACKED.conditions] ?? 0); at < end; at += words[at + PART.length] ?? end) {
        if (((words[at + PART.bits] ?? 0) & CONDITION.networks) === 0) predicates.add(words[at + PART.rest] ?? 0);
        else this.#spansIn(words, at, (span) => this.#noteSpan(span));
      }
    }
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
    this.#carriers ??= byName(this.classes, ({ subject }) => new Set(subject.workload?.endpoint.profiles));
    return this.#carriers.get(profile) ?? [];
  }

  /** Returns the rules of a tier's policies or of a profile, with what they match as sets of classes. */
  rulesOf(rules: PackedRules, direction: Direction, of: 'tier' | 'profile'): PeerRules {
    let known = this.#rules.get(rules);
    if (!known) this.#rules.set(rules, (known = this.#writer.write(rules, direction, this.#pass[of])));
    return known;
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

  /** Passes the nonempty spans of the networks in a condition of packed rules. */
  #spansIn(words: Int32Array, condition: number, take: (span: Span) => void): void {
    const end = condition + (words[condition + PART.length] ?? 0);
    let at = condition + PART.rest;
    while (at < end) {
      const version = words[at] === 4 ? 4 : 6;
      const next = at + NETWORK_LENGTH[version];
      if (version === this.version) {
        const prefix = words[at + 1] ?? 0;
        const span =
          version === 4
            ? this.#addresses.withinIpv4((words[at + 2] ?? 0) >>> 0, prefix)
            : this.#addresses.within({ version, prefix, words: [...new Uint32Array(words.subarray(at + 2, next))] });
        if (span.end > span.start) take(span);
      }
      at = next;
    }
  }

  /** The set that a condition of packed rules is about. */
  #ofCondition(words: Int32Array, at: number): ClassSet {
    const bits = words[at + PART.bits] ?? 0;
    if ((bits & CONDITION.networks) === 0) return this.#selected(words[at + PART.rest] ?? 0);
    const spans: Span[] = [];
    this.#spansIn(words, at, (span) => spans.push(span));
    const [first] = spans;
    if (!first) return this.#empty;
    if (spans.length === 1) return this.#within(first);
    return this.sets.add(spans.flatMap(({ start, end }) => [...this.#classAt.subarray(start, end)]));
  }

  /** The classes whose places pass all tests. */
  #passing(tests: readonly PlaceTest[]): ClassSet {
    const numbers: number[] = [];
    for (const [number, { subject }] of this.classes.entries())
      if (tests.every((holds) => holds(subject.place))) numbers.push(number);
    return numbers.length === 0 ? this.#empty : this.sets.add(numbers);
  }

  #selected(number: number): ClassSet {
    return (this.#predicates[number] ??= this.#select(this.#index.at(number)));
  }

  #select(predicate: Predicate | undefined): ClassSet {
    const numbers =
      predicate?.tag === undefined
        ? [...this.classes.keys()].filter((number) =>
            predicate?.holdsForSome(this.classes[number]?.subject.place.classes ?? []),
          )
        : (this.#tagged.get(predicate.tag) ?? []);
    return numbers.length === 0 ? this.#empty : this.sets.add(numbers);
  }

  #within(span: Span): ClassSet {
    const key = this.#keyOf(span);
    const known = this.#spans.get(key) ?? { ...span };
    this.#spans.set(key, known);
    return (known.set ??= this.sets.addRange(this.#classAt, span));
  }

  #keyOf({ start, end }: Span): number {
    return start * (this.#subjects.length + 1) + end;
  }
}

/** For each name, the numbers of the classes that have it. */
function byName(classes: readonly Class[], namesOf: (one: Class) => Iterable<string>): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const [number, one] of classes.entries()) {
    for (const name of namesOf(one)) {
      const list = found.get(name);
      if (list) list.push(number);
      else found.set(name, [number]);
    }
  }
  return found;
}
