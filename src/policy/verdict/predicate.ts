import type { Peers } from '../model/rule';
import { compileSelector, formatSelector, type SelectorNode } from '../selectors';
import type { EndpointClass } from './classes';
import { NetworkLists } from './network-lists';
import { requiredLabels, type RequiredLabel } from './required';

const UNKNOWN = 0;
const NO = 1;
const YES = 2;
const NOTHING_KNOWN = new Uint8Array();
/** The number of classes in a list. */
const FEW = 8;
/** The number of classes that an array has room for at first. */
const LEAST = 256;

/** Whether a class of endpoints is selected, evaluated once for each class. */
export class Predicate {
  /** For few classes, their IDs doubled, plus one if selected: most selectors are only asked about few. */
  #few: number[] | undefined = [];
  /** For more, what is known by their IDs. */
  #known = NOTHING_KNOWN;

  constructor(
    /** Small numbers from 0, unique among the predicates of an engine and of those that come from it. */
    readonly number: number,
    private readonly test: (endpointClass: EndpointClass) => boolean,
    /** The labels that all selected classes have. */
    readonly required: readonly RequiredLabel[],
    /** Set if it matches a tag rather than labels. */
    readonly tag?: string,
  ) {}

  holds(endpointClass: EndpointClass): boolean {
    const { id } = endpointClass;
    if (this.#few) {
      for (const one of this.#few) if (one >> 1 === id) return (one & 1) === 1;
    } else {
      const known = this.#known[id] ?? UNKNOWN;
      if (known !== UNKNOWN) return known === YES;
    }
    const holds = this.test(endpointClass);
    this.#learn(id, holds);
    return holds;
  }

  #learn(id: number, holds: boolean): void {
    if (this.#few && this.#few.length < FEW) {
      this.#few.push(id * 2 + (holds ? 1 : 0));
      return;
    }
    const few = this.#few ?? [];
    this.#few = undefined;
    if (id >= this.#known.length) {
      const wider = new Uint8Array(Math.max(id + 1, this.#known.length * 2, LEAST));
      wider.set(this.#known);
      this.#known = wider;
    }
    this.#known[id] = holds ? YES : NO;
    for (const one of few) this.#learn(one >> 1, (one & 1) === 1);
  }

  holdsForSome(classes: readonly EndpointClass[]): boolean {
    for (const endpointClass of classes) if (this.holds(endpointClass)) return true;
    return false;
  }
}

/** The predicates of an engine, and its lists of networks. Equal ones are shared. They live as long as the classes. */
export class PredicateIndex {
  readonly networks = new NetworkLists();
  readonly #all: Predicate[] = [];
  readonly #selectors = new Map<string, Predicate>();
  readonly #tags = new Map<string, Predicate>();

  selector(node: SelectorNode): Predicate {
    const text = formatSelector(node);
    const known = this.#selectors.get(text);
    if (known) return known;
    const selects = compileSelector(node);
    const made = this.#make(({ labels }) => selects(labels), requiredLabels(node));
    this.#selectors.set(text, made);
    return made;
  }

  peers(peers: Peers): Predicate {
    if (peers.kind === 'selector') return this.selector(peers.selector);
    const { tag } = peers;
    const known = this.#tags.get(tag);
    if (known) return known;
    const made = this.#make(({ tags }) => tags.has(tag), [], tag);
    this.#tags.set(tag, made);
    return made;
  }

  get size(): number {
    return this.#all.length;
  }

  /** Returns the predicate with a number. */
  at(number: number): Predicate | undefined {
    return this.#all[number];
  }

  #make(test: (endpointClass: EndpointClass) => boolean, required: readonly RequiredLabel[], tag?: string): Predicate {
    const made = new Predicate(this.#all.length, test, required, tag);
    this.#all.push(made);
    return made;
  }
}
