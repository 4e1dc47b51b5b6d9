import type { CompiledModel } from '../../verdict';
import type { CompiledPolicy } from '../../verdict/policy';
import type { Predicate } from '../../verdict/predicate';
import type { CompiledRule, CompiledSide } from '../../verdict/rule';
import type { ServiceIndex } from '../../verdict/services';
import type { Network } from '../../model/address';
import { DIRECTIONS, type Direction } from '../../model/rule';
import { setBit, wordsFor, type Bits } from '../bits';
import { CodeWriter } from './code-writer';
import { ClassSets, type ClassSet } from './class-sets';
import { group, MOST_SELECTORS, type Class } from './grouping';
import { peerRules, type Meaning, type Membership, type PeerRules } from './peer-rule';
import { innermost, SortedAddresses, type Span } from './places';
import { factsOf, sidesOf } from './rule-facts';
import { PlaceMeanings } from './place-meanings';
import { subjectsOf, type FlowEnd } from './subject';
import { isUndecidable, namesOf, variantsOf, type PlaceTest } from './variants';

/** All possible ends of a flow, in classes, and the classes that rules match. */
export class Population {
  readonly classes: readonly Class[];
  readonly everybody: Bits;
  /** The sets of classes that rules refer to. */
  readonly sets: ClassSets;
  /** The classes whose flows are all evaluated individually. */
  readonly judged: readonly number[];
  readonly #meaning: Record<'tier' | 'profile', Meaning>;
  readonly #everybody: ClassSet;
  readonly #empty: ClassSet;
  readonly #subjects: readonly FlowEnd[];
  readonly #addresses: SortedAddresses;
  readonly #selectors: ReadonlySet<Predicate>;
  readonly #places: PlaceMeanings;
  /** By subject, and by sorted position of addresses. */
  readonly #classOf: Int32Array;
  readonly #classAt: Int32Array;
  readonly #tagged: ReadonlyMap<string, readonly number[]>;
  readonly #predicates = new Map<Predicate, ClassSet>();
  /** The spans of networks in use, each with its classes once computed. */
  readonly #spans = new Map<number, Span & { set?: ClassSet }>();
  readonly #rules = new WeakMap<readonly CompiledRule[], PeerRules>();
  #numbers: ReadonlyMap<string, number> | undefined;
  #carriers: ReadonlyMap<string, readonly number[]> | undefined;

  constructor(
    model: CompiledModel,
    readonly version: 4 | 6,
    outside: readonly string[],
  ) {
    this.#subjects = subjectsOf(model, version, outside);
    this.#addresses = new SortedAddresses(this.#subjects.map(({ address }) => address));
    const selectors = new Set(model.policiesIn('enforced').map(({ selects }) => selects));
    const names = new Set<string>();
    let services: ServiceIndex | undefined;
    for (const side of sidesOf(model)) {
      this.#note(side, selectors);
      for (const name of namesOf(side)) names.add(name);
      if (side.service) services = model.services;
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
    this.#everybody = this.sets.add(classes.keys());
    this.#empty = this.sets.add([]);
    this.#tagged = lists(classes, ({ subject: { place } }) => new Set(place.classes.flatMap(({ tags }) => [...tags])));
    const { passMarkStays, profilePass } = model.settings;
    const packed = new CodeWriter();
    const meaning = (pass: Meaning['pass']): Meaning => ({
      version,
      sets: this.sets,
      everybody: this.#everybody,
      empty: this.#empty,
      variantsOf: (rule) => variantsOf(rule, this.#places),
      isUndecidable: (rule) => isUndecidable(rule, this.#places),
      membershipsOf: (side, tests) => this.#membershipsOf(side, tests),
      pass: pass === 'leave' && passMarkStays ? 'mark' : pass,
      packed,
    });
    this.#meaning = { tier: meaning('leave'), profile: meaning(profilePass === 'deny' ? 'deny' : 'leave') };
  }

  #note({ nets, notNets, peers, notPeers }: CompiledSide, selectors: Set<Predicate>): void {
    if (nets) this.#noteNetworks(nets);
    if (notNets) this.#noteNetworks(notNets);
    for (const peer of peers) if (peer.tag === undefined) selectors.add(peer);
    for (const peer of notPeers) if (peer.tag === undefined) selectors.add(peer);
  }

  #noteNetworks(networks: readonly Network[]): void {
    for (const network of networks) {
      const span = this.#spanOf(network);
      if (span) this.#spans.set(this.#keyOf(span), span);
    }
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
    this.#carriers ??= lists(this.classes, ({ subject }) => new Set(subject.workload?.endpoint.profiles));
    return this.#carriers.get(profile) ?? [];
  }

  /** Returns the rules of a tier's policies or of a profile, with what they match as sets of classes. */
  rulesOf(rules: readonly CompiledRule[], direction: Direction, of: 'tier' | 'profile'): PeerRules {
    let known = this.#rules.get(rules);
    if (!known) this.#rules.set(rules, (known = peerRules(rules, direction, this.#meaning[of])));
    return known;
  }

  /** Whether a policy treats all members of every class alike; it may be newer than the population. */
  suitsPolicy({ selects, rules }: CompiledPolicy): boolean {
    return this.#isKnown(selects) && DIRECTIONS.every((direction) => !rules[direction] || this.suits(rules[direction]));
  }

  /** Whether rules treat all members of every class alike; they may be newer than the population. */
  suits(rules: readonly CompiledRule[]): boolean {
    return (
      this.#places.suits(factsOf(rules)) &&
      factsOf(rules).selectors.every((selector) => this.#isKnown(selector)) &&
      this.#spansOf(rules).every((span) => this.#isOfClasses(span))
    );
  }

  #isKnown(selector: Predicate): boolean {
    return this.#selectors.size > MOST_SELECTORS || this.#selectors.has(selector);
  }

  #isOfClasses(span: Span): boolean {
    if (this.#spans.has(this.#keyOf(span))) return true;
    const classes = new Set(this.#classAt.subarray(span.start, span.end));
    const size = [...classes].reduce((sum, number) => sum + (this.classes[number]?.members.length ?? 0), 0);
    return span.end - span.start === size;
  }

  /** The nonempty spans of the networks in rules. */
  #spansOf(rules: readonly CompiledRule[]): readonly Span[] {
    return factsOf(rules).networks.flatMap((network) => this.#spanOf(network) ?? []);
  }

  #spanOf(network: Network): Span | undefined {
    if (network.version !== this.version) return undefined;
    const span = this.#addresses.within(network);
    return span.end > span.start ? span : undefined;
  }

  #membershipsOf(side: CompiledSide | undefined, tests: readonly PlaceTest[]): readonly Membership[] {
    if (!side) return NOTHING;
    const { peers, notPeers, nets, notNets } = side;
    if (peers.length + notPeers.length + tests.length === 0 && !nets && !notNets) return NOTHING;
    const found: Membership[] = [];
    if (tests.length > 0) found.push({ set: this.#passing(tests), flip: 0 });
    for (const peer of peers) found.push({ set: this.#selected(peer), flip: 0 });
    for (const peer of notPeers) found.push({ set: this.#selected(peer), flip: -1 });
    if (nets) found.push({ set: this.#withinSome(nets), flip: 0 });
    if (notNets) found.push({ set: this.#withinSome(notNets), flip: -1 });
    return found;
  }

  /** The classes whose places pass all tests. */
  #passing(tests: readonly PlaceTest[]): ClassSet {
    const numbers: number[] = [];
    for (const [number, { subject }] of this.classes.entries())
      if (tests.every((holds) => holds(subject.place))) numbers.push(number);
    return numbers.length === 0 ? this.#empty : this.sets.add(numbers);
  }

  #selected(predicate: Predicate): ClassSet {
    let set = this.#predicates.get(predicate);
    if (!set) {
      const numbers =
        predicate.tag === undefined
          ? [...this.classes.keys()].filter((number) =>
              predicate.holdsForSome(this.classes[number]?.subject.place.classes ?? []),
            )
          : (this.#tagged.get(predicate.tag) ?? []);
      set = numbers.length === 0 ? this.#empty : this.sets.add(numbers);
      this.#predicates.set(predicate, set);
    }
    return set;
  }

  #withinSome(networks: readonly Network[]): ClassSet {
    const [first] = networks;
    if (networks.length === 1 && first) {
      const span = this.#spanOf(first);
      return span ? this.#within(span) : this.#empty;
    }
    const spans = networks.flatMap((network) => this.#spanOf(network) ?? []);
    if (spans.length === 0) return this.#empty;
    return this.sets.add(spans.flatMap(({ start, end }) => [...this.#classAt.subarray(start, end)]));
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

const NOTHING: readonly Membership[] = [];

/** For each name, the numbers of the classes that have it. */
function lists(classes: readonly Class[], namesOf: (one: Class) => Iterable<string>): Map<string, number[]> {
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
