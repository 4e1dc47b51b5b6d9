import type { Direction } from '../calico1/rule';
import type { CompiledPolicy } from '../verdict/policy';
import type { Program } from '../verdict/code';
import { setBit, wordsFor, type Bits } from './bits';
import { ClassSets, type ClassSet } from './class-sets';
import { group, type Class } from './grouping';
import { addressTests } from './operands';
import { peerRules, type PeerRules } from './peer-rule';
import { innermost, SortedAddresses, type Span } from './places';
import { subjectsOf, type Subject } from './subject';

/** All possible ends of a flow, in classes, and the classes that match a tag or a CIDR. */
export class Population {
  readonly classes: readonly Class[];
  readonly everybody: Bits;
  /** The sets of classes for tags and networks that rules refer to. */
  readonly sets: ClassSets;
  readonly #everybody: ClassSet;
  readonly #subjects: readonly Subject[];
  readonly #addresses: SortedAddresses;
  /** By subject, and by sorted position of addresses. */
  readonly #classOf: Int32Array;
  readonly #classAt: Int32Array;
  readonly #empty: ClassSet;
  readonly #tagged = new Map<string, ClassSet>();
  /** The spans of networks in use, each with its classes once computed. */
  readonly #spans = new Map<number, Span & { set?: ClassSet }>();
  readonly #covered = new WeakMap<Program, readonly (Span | undefined)[]>();
  readonly #rules = new WeakMap<Program, PeerRules>();
  #numbers: ReadonlyMap<string, number> | undefined;
  #carriers: ReadonlyMap<string, readonly number[]> | undefined;

  constructor(
    policy: CompiledPolicy,
    readonly version: 4 | 6,
    outside: readonly string[],
    programs: Iterable<Program>,
  ) {
    this.#subjects = subjectsOf(policy, version, outside);
    this.#addresses = new SortedAddresses(this.#subjects.map(({ address }) => address));
    for (const program of programs)
      for (const span of this.#spansOf(program)) if (span) this.#spans.set(this.#keyOf(span), span);
    const { order } = this.#addresses;
    const smallest = innermost(this.#spans.values(), order.length);
    const network = new Int32Array(order.length);
    for (let place = 0; place < order.length; place += 1) network[order[place] ?? 0] = smallest[place] ?? 0;
    const { classes, classOf } = group(this.#subjects, network);
    this.classes = classes;
    this.#classOf = classOf;
    this.#classAt = order.map((index) => classOf[index] ?? 0);
    this.everybody = new Int32Array(wordsFor(this.size));
    for (const number of classes.keys()) setBit(this.everybody, number);
    this.sets = new ClassSets(this.size);
    this.#everybody = this.sets.add(classes.keys());
    this.#empty = this.sets.add([]);
    const carriers = lists(this.classes, ({ subject }) => subject.tags);
    for (const [tag, numbers] of carriers) this.#tagged.set(tag, this.sets.add(numbers));
  }

  get size(): number {
    return this.classes.length;
  }

  /** Returns the class of an endpoint or a machine by name; undefined if unknown. */
  classOf(name: string): number | undefined {
    this.#numbers ??= new Map(this.#subjects.map((subject, index) => [subject.name, this.#classOf[index] ?? 0]));
    return this.#numbers.get(name);
  }

  /** Returns the classes whose endpoints have a profile. */
  classesWith(profile: string): readonly number[] {
    this.#carriers ??= lists(this.classes, ({ subject }) => new Set(subject.endpoint?.profiles));
    return this.#carriers.get(profile) ?? [];
  }

  /** Returns the rules of a program, with tags and networks as sets of classes. A program has one direction only. */
  rulesOf(program: Program, direction: Direction): PeerRules {
    const known = this.#rules.get(program);
    if (known) return known;
    const operands = new Array<ClassSet | undefined>(program.code.length).fill(undefined);
    const spans = this.#spansOf(program);
    for (const [index, { at, tag }] of addressTests(program).entries())
      operands[at] = tag !== undefined ? (this.#tagged.get(tag) ?? this.#empty) : this.#within(spans[index]);
    const rules = peerRules(program, direction, { sets: this.sets, everybody: this.#everybody, operands });
    this.#rules.set(program, rules);
    return rules;
  }

  /** Whether a program treats all members of every class alike; the program may be newer than the population. */
  suits(program: Program): boolean {
    return this.#spansOf(program).every((span) => {
      if (!span || this.#spans.has(this.#keyOf(span))) return true;
      const classes = new Set(this.#classAt.subarray(span.start, span.end));
      return (
        span.end - span.start ===
        [...classes].reduce((sum, number) => sum + (this.classes[number]?.members.length ?? 0), 0)
      );
    });
  }

  /** For each address test, the span of its network; undefined if that is empty, and for a tag. */
  #spansOf(program: Program): readonly (Span | undefined)[] {
    const known = this.#covered.get(program);
    if (known) return known;
    const spans = addressTests(program).map(({ network }) => {
      const span = network && this.#addresses.within(network);
      return span && span.end > span.start ? span : undefined;
    });
    this.#covered.set(program, spans);
    return spans;
  }

  #within(span: Span | undefined): ClassSet {
    if (!span) return this.#empty;
    const key = this.#keyOf(span);
    const known = this.#spans.get(key) ?? { ...span };
    this.#spans.set(key, known);
    return (known.set ??= this.sets.add(this.#classAt.subarray(span.start, span.end)));
  }

  #keyOf({ start, end }: Span): number {
    return start * (this.#subjects.length + 1) + end;
  }
}

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
