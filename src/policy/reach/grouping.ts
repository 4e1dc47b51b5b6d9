import type { CompiledEndpoint } from '../verdict/compile';
import type { Subject } from './subject';

/** Those whom policy cannot tell apart: equal profiles in order, equal tags, equal answers to every CIDR in use. */
export interface Class {
  /** One of them, who stands for all. */
  readonly subject: Subject;
  readonly members: readonly string[];
}

/** Classes, and the number of each subject's class. */
export interface Grouping {
  readonly classes: readonly Class[];
  readonly classOf: Int32Array;
}

/** Groups subjects; `network` tells apart those of whom some CIDR in use holds only one. */
export function group(subjects: readonly Subject[], network: Int32Array): Grouping {
  const classes: { readonly subject: Subject; readonly members: string[] }[] = [];
  const classOf = new Int32Array(subjects.length);
  const keys = new Numbering();
  const known = new Map<string, number>();
  for (const [index, subject] of subjects.entries()) {
    const { endpoint, tags } = subject;
    const key = `${roleOf(endpoint)} ${keys.of(endpoint?.profiles ?? tags)} ${keys.of(tags)} ${network[index] ?? 0}`;
    const number = known.get(key) ?? classes.push({ subject, members: [] }) - 1;
    known.set(key, number);
    classes[number]?.members.push(subject.name);
    classOf[index] = number;
  }
  return { classes, classOf };
}

function roleOf(endpoint: CompiledEndpoint | undefined): string {
  if (!endpoint) return 'outside';
  return endpoint.endpoint.active === false ? 'inactive' : 'active';
}

/** Numbers for objects: equal lists and sets are one object in a compiled policy. */
class Numbering {
  readonly #numbers = new Map<object, number>();

  of(object: object): number {
    const known = this.#numbers.get(object) ?? this.#numbers.size;
    this.#numbers.set(object, known);
    return known;
  }
}
