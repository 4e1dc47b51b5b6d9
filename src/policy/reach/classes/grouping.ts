import { eachInTurn } from '../../../base/time-slices';
import type { EndpointClass } from '../../verdict/classes';
import type { Predicate } from '../../verdict/predicate';
import type { PlaceMeanings } from './place-meanings';
import type { FlowEnd } from './subject';

/**
 * Subjects that policy can't tell apart: equal profiles in order, equal tags, selected by the same selectors, and
 * members of the same CIDRs in use.
 */
export interface Class {
  /** A representative member. */
  readonly subject: FlowEnd;
  readonly members: readonly string[];
}

/** Classes, and the number of each subject's class. */
export interface Grouping {
  readonly classes: readonly Class[];
  readonly classOf: Int32Array;
}

/**
 * Groups subjects, with pauses.
 * @param network Distinguishes subjects that some CIDR in use separates.
 * @param selectors All that are in use.
 * @param places The names of ports and the services in use.
 */
export function* group(
  subjects: readonly FlowEnd[],
  network: Int32Array,
  selectors: ReadonlySet<Predicate>,
  places: PlaceMeanings,
): Generator<undefined, Grouping> {
  const classes: { readonly subject: FlowEnd; readonly members: string[] }[] = [];
  const classOf = new Int32Array(subjects.length);
  const roles = new Roles(subjects, [...selectors]);
  const signatures = new Numbers<string>();
  const [surroundings, combined] = [new Combinations(), new Combinations()];
  yield* eachInTurn(subjects, (subject, index) => {
    const around = surroundings.of(network[index] ?? 0, signatures.of(places.signature(subject.place)));
    const number = combined.of(roles.of(subject), around);
    const known = classes[number];
    if (known) known.members.push(subject.name);
    else classes.push({ subject, members: [subject.name] });
    classOf[index] = number;
  });
  return { classes, classOf };
}

/** Numbers values in the order in which they appear. */
class Numbers<T> {
  readonly #numbers = new Map<T, number>();

  of(value: T): number {
    let number = this.#numbers.get(value);
    if (number === undefined) this.#numbers.set(value, (number = this.#numbers.size));
    return number;
  }
}

/** Numbers pairs of numbers. Texts would take longer. */
class Combinations {
  readonly #numbers = new Numbers<number>();

  /** @param second Less than 2³². */
  of(first: number, second: number): number {
    return this.#numbers.of(first * 2 ** 32 + second);
  }
}

/** Numbers what rules see of subjects besides address and ports: equal for those that no rule distinguishes. */
class Roles {
  readonly #kinds: Kinds;
  readonly #several = new Numbers<string>();
  readonly #names = new Numbers<string>();
  /** Flows that are evaluated individually also depend on the host at the other end. */
  readonly #hosts: Numbers<string> | undefined;
  readonly #ends = new Combinations();
  readonly #onHosts = new Combinations();

  constructor(subjects: readonly FlowEnd[], selectors: readonly Predicate[]) {
    this.#kinds = new Kinds(selectors);
    this.#hosts = subjects.some(({ isJudged }) => isJudged) ? new Numbers<string>() : undefined;
  }

  of({ name, workload, place: { classes }, isJudged }: FlowEnd): number {
    const end = isJudged
      ? this.#ends.of(ROLE.judged, this.#names.of(name))
      : this.#ends.of(this.#ownOf(workload), this.#seenOf(classes));
    return this.#hosts ? this.#onHosts.of(end, this.#hosts.of(workload?.endpoint.host ?? '')) : end;
  }

  #ownOf(workload: FlowEnd['workload']): number {
    if (!workload) return ROLE.outside;
    const role = workload.endpoint.state.kind === 'active' ? ROLE.active : ROLE.closed;
    return this.#kinds.of(workload.class) * ROLES + role;
  }

  #seenOf(classes: readonly EndpointClass[]): number {
    const [only] = classes;
    if (only && classes.length === 1) return this.#kinds.of(only) * 2;
    const numbers = classes.map((one) => this.#kinds.of(one)).sort((a, b) => a - b);
    return this.#several.of(numbers.join()) * 2 + 1;
  }
}

const ROLE = { judged: 0, outside: 1, active: 2, closed: 3 } as const;
const ROLES = 4;

/** The maximum number of selectors that are tried on every class; with more, classes are split by their labels. */
export const MOST_SELECTORS = 64;

/** The number of selectors whose results are combined at once. */
const AT_ONCE = 32;

/** Numbers classes of endpoints. Those that no rule distinguishes share a number. */
class Kinds {
  readonly #profiles = new Numbers<string>();
  readonly #selected = new Combinations();
  readonly #known: number[] = [];

  constructor(private readonly selectors: readonly Predicate[]) {}

  of(endpointClass: EndpointClass): number {
    if (this.selectors.length > MOST_SELECTORS) return endpointClass.id;
    return (this.#known[endpointClass.id] ??= this.#numberOf(endpointClass));
  }

  /** Profiles also determine tags. */
  #numberOf(endpointClass: EndpointClass): number {
    const [only = '', ...others] = endpointClass.profiles;
    let number = this.#profiles.of(others.length === 0 ? only : endpointClass.profiles.join('\n'));
    for (let first = 0; first < this.selectors.length; first += AT_ONCE)
      number = this.#selected.of(number, this.#selectorsOf(endpointClass, first));
    return number;
  }

  /** Which selectors hold, as bits. */
  #selectorsOf(endpointClass: EndpointClass, first: number): number {
    let bits = 0;
    for (const [place, selector] of this.selectors.slice(first, first + AT_ONCE).entries())
      if (selector.holds(endpointClass)) bits |= 1 << place;
    return bits >>> 0;
  }
}
