import type { CompiledEndpoint } from '../verdict/policy';
import type { Subject } from './subject';

/**
 * Subjects that policy can't tell apart: equal profiles in order, equal tags, and membership of the same CIDRs in use.
 */
export interface Class {
  /** A representative member. */
  readonly subject: Subject;
  readonly members: readonly string[];
}

/** Classes, and the number of each subject's class. */
export interface Grouping {
  readonly classes: readonly Class[];
  readonly classOf: Int32Array;
}

/** Groups subjects; `network` distinguishes subjects that some CIDR in use separates. */
export function group(subjects: readonly Subject[], network: Int32Array): Grouping {
  const classes: { readonly subject: Subject; readonly members: string[] }[] = [];
  const classOf = new Int32Array(subjects.length);
  const lists = new Numbering();
  const tagSets = new Numbering();
  // One number for each combination of role and profiles, then tags, then network.
  const combined = new Map<number, number>();
  const stride = subjects.length + 1;
  for (const [index, subject] of subjects.entries()) {
    const { endpoint, tags, name } = subject;
    const key =
      ((lists.of(endpoint?.profiles ?? OUTSIDE) * 2 + Number(isActive(endpoint))) * stride + tagSets.of(tags)) *
        stride +
      (network[index] ?? 0);
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

/** The list of profiles of an outside machine. */
const OUTSIDE: readonly string[] = [];

function isActive(endpoint: CompiledEndpoint | undefined): boolean {
  return endpoint?.endpoint.active !== false;
}

/** Numbers objects by identity: equal lists and sets are one object in a compiled policy. */
class Numbering {
  readonly #numbers = new Map<object, number>();

  of(object: object): number {
    const known = this.#numbers.get(object);
    if (known !== undefined) return known;
    const next = this.#numbers.size;
    this.#numbers.set(object, next);
    return next;
  }
}
