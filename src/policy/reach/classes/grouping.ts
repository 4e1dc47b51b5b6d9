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
 * Groups subjects.
 * @param network Distinguishes subjects that some CIDR in use separates.
 * @param selectors All that are in use.
 * @param places The names of ports and the services in use.
 */
export function group(
  subjects: readonly FlowEnd[],
  network: Int32Array,
  selectors: ReadonlySet<Predicate>,
  places: PlaceMeanings,
): Grouping {
  const classes: { readonly subject: FlowEnd; readonly members: string[] }[] = [];
  const classOf = new Int32Array(subjects.length);
  const kinds = new Kinds([...selectors]);
  const someJudged = subjects.some(({ isJudged }) => isJudged);
  // One number for each combination of role, kind and place, then network.
  const combined = new Map<string, number>();
  for (const [index, subject] of subjects.entries()) {
    const { name } = subject;
    const own = roleOf(subject, kinds, someJudged);
    const key = `${own} ${network[index] ?? 0} ${places.signature(subject.place)}`;
    const number = combined.get(key) ?? classes.length;
    const known = classes[number];
    if (known) known.members.push(name);
    else {
      combined.set(key, number);
      classes.push({ subject, members: [name] });
    }
    classOf[index] = number;
  }
  return { classes, classOf };
}

/** Flows that are evaluated individually also depend on the host at the other end. */
function roleOf({ name, workload, place, isJudged }: FlowEnd, kinds: Kinds, someJudged: boolean): string {
  if (isJudged) return `judged ${name}`;
  const { classes } = place;
  const seen = classes.length === 1 && classes[0] ? kinds.of(classes[0]) : kinds.ofSeveral(classes);
  if (!workload) return `outside ${seen}`;
  const { state, host } = workload.endpoint;
  const own = `${kinds.of(workload.class)} ${state.kind === 'active' ? '' : 'closed'} ${seen}`;
  return someJudged ? `${own} on ${host ?? ''}` : own;
}

/** The maximum number of selectors that are tried on every class; with more, classes are split by their labels. */
export const MOST_SELECTORS = 64;

/** Numbers classes of endpoints. Those that no rule distinguishes share a number. */
class Kinds {
  readonly #numbers = new Map<string, number>();
  readonly #known = new Map<EndpointClass, number>();
  readonly #several = new Map<string, number>();

  constructor(private readonly selectors: readonly Predicate[]) {}

  of(endpointClass: EndpointClass): number {
    let number = this.#known.get(endpointClass);
    if (number === undefined) this.#known.set(endpointClass, (number = this.#numberOf(this.#signature(endpointClass))));
    return number;
  }

  ofSeveral(classes: readonly EndpointClass[]): string {
    const key = classes
      .map((one) => this.of(one))
      .sort()
      .join();
    const number = this.#several.get(key) ?? this.#several.size;
    this.#several.set(key, number);
    return `several ${number}`;
  }

  #numberOf(signature: string): number {
    const number = this.#numbers.get(signature) ?? this.#numbers.size;
    this.#numbers.set(signature, number);
    return number;
  }

  #signature(endpointClass: EndpointClass): string {
    if (this.selectors.length > MOST_SELECTORS) return String(endpointClass.id);
    const { profiles, tags } = endpointClass;
    let text = `${profiles.join(' ')}\n${[...tags].sort().join(' ')}\n`;
    for (const selector of this.selectors) text += selector.holds(endpointClass) ? '1' : '0';
    return text;
  }
}
