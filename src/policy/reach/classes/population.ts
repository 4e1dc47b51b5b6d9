import { eachInTurn } from '../../../base/time-slices';
import type { CompiledModel } from '../../verdict';
import type { CompiledPolicy } from '../../verdict/policy';
import { CONDITION, KIND, type PackedRules } from '../../verdict/packed/packed-rules';
import type { Predicate, PredicateIndex } from '../../verdict/predicate';
import { DIRECTIONS, type Direction } from '../../model/rule';
import { setBit, wordsFor, type Bits } from '../bits';
import { ClassSets, EMPTY, type ClassSet } from './class-sets';
import { group, MOST_SELECTORS, type Class, type Grouping } from './grouping';
import { peerRules, type Passing, type PeerRules } from './peer-rule';
import { innermost, SortedAddresses, type Span } from './places';
import { factsOf, listsOf } from './rule-facts';
import { RuleWriter, type WrittenRules } from './rule-writer';
import { PlaceMeanings } from './place-meanings';
import { subjectsOf, type FlowEnd } from './subject';
import { Usage } from './usage';
import type { PlaceTest } from './variants';

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
  readonly #usage: Usage;
  readonly #places: PlaceMeanings;
  /** By subject, and by sorted position of addresses. */
  readonly #classOf: Int32Array;
  readonly #classAt: Int32Array;
  readonly #tagged: ReadonlyMap<string, readonly number[]>;
  readonly #index: PredicateIndex;
  /** Rules with names of ports or services, as written for this population. */
  readonly #written = new WeakMap<PackedRules, WrittenRules>();
  #numbers: ReadonlyMap<string, number> | undefined;
  #carriers: ReadonlyMap<string, readonly number[]> | undefined;

  private constructor(
    model: CompiledModel,
    readonly version: 4 | 6,
    { subjects, order, usage, places, grouping }: Ground,
  ) {
    this.#index = model.predicates;
    this.#subjects = subjects;
    this.#usage = usage;
    this.#places = places;
    const { classes, classOf } = grouping;
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

  /** Makes the population of a model, with pauses. */
  static *of(model: CompiledModel, version: 4 | 6, outside: readonly string[]): Generator<undefined, Population> {
    const subjects = yield* subjectsOf(model, version, outside);
    const addresses = yield* SortedAddresses.of(subjects.map(({ address }) => address));
    const usage = new Usage(model, version, addresses, subjects.length);
    yield* eachInTurn(listsOf(model), (list) => usage.note(list));
    const places = new PlaceMeanings(usage.names, usage.services, subjects);
    const { order } = addresses;
    const smallest = innermost(usage.spans.values(), order.length);
    const network = new Int32Array(order.length);
    for (let place = 0; place < order.length; place += 1) network[order[place] ?? 0] = smallest[place] ?? 0;
    yield;
    const grouping = yield* group(subjects, network, usage.selectors, places);
    yield;
    return new Population(model, version, { subjects, order, usage, places, grouping });
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
      facts.networks.every((network) => this.#isOfClasses(this.#usage.spanOf(network)))
    );
  }

  #isKnown(selector: Predicate): boolean {
    return this.#usage.selectors.size > MOST_SELECTORS || this.#usage.selectors.has(selector);
  }

  #isOfClasses(span: Span | undefined): boolean {
    if (!span || this.#usage.spans.has(this.#usage.keyOf(span))) return true;
    const classes = new Set(this.#classAt.subarray(span.start, span.end));
    const size = [...classes].reduce((sum, number) => sum + (this.classes[number]?.members.length ?? 0), 0);
    return span.end - span.start === size;
  }

  /** The set that a condition of packed rules is about. */
  setOf(bits: number, number: number): ClassSet {
    if ((bits & CONDITION.set) !== 0) return number;
    const isNetworks = (bits & CONDITION.networks) !== 0;
    const sets = isNetworks ? this.#usage.within : this.#usage.selected;
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
    const numbers = predicate?.tag === undefined ? this.#selected(predicate) : (this.#tagged.get(predicate.tag) ?? []);
    return numbers.length === 0 ? EMPTY : this.sets.add(numbers);
  }

  #selected(predicate: Predicate | undefined): readonly number[] {
    const numbers: number[] = [];
    // By index: each selector looks at each class.
    for (let number = 0; number < this.classes.length; number += 1)
      if (predicate?.holdsForSome(this.classes[number]?.subject.place.classes ?? [])) numbers.push(number);
    return numbers;
  }

  #networks(number: number): ClassSet {
    const spans: Span[] = [];
    const { spans: used } = this.#usage;
    this.#usage.spansOf(number, (span) => spans.push(span));
    const [first] = spans;
    if (!first) return EMPTY;
    if (spans.length > 1) return this.sets.addSpans(this.#classAt, spans);
    const key = this.#usage.keyOf(first);
    const known = used.get(key) ?? { ...first };
    used.set(key, known);
    return (known.set ??= this.sets.addSpans(this.#classAt, spans));
  }
}

/** What a population is made of. */
interface Ground {
  readonly subjects: readonly FlowEnd[];
  /** For each sorted position of addresses, the index of its subject. */
  readonly order: Int32Array;
  readonly usage: Usage;
  readonly places: PlaceMeanings;
  readonly grouping: Grouping;
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
