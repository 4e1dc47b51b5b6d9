/**
 * Incremental computations over tens of thousands of edges. Unchanged edges keep their identity, so lists are compared
 * index by index, once for all users, and only replaced elements are recomputed. If the length changed, everything is.
 */

/**
 * The list that another was derived from, and the differing indices. Weak, so that no list keeps its predecessors
 * alive.
 */
const origins = new WeakMap<
  readonly unknown[],
  { readonly list: WeakRef<readonly unknown[]>; readonly replaced: readonly number[] }
>();

/** Returns the indices at which two lists differ, or undefined for different lengths. */
export function replacedAt<T>(before: readonly T[], after: readonly T[]): readonly number[] | undefined {
  if (before.length !== after.length) return undefined;
  if (before === after) return [];
  const origin = origins.get(after);
  if (origin?.list.deref() === before) return origin.replaced;
  const replaced: number[] = [];
  for (let at = 0; at < after.length; at += 1) if (before[at] !== after[at]) replaced.push(at);
  origins.set(after, { list: new WeakRef(before), replaced });
  return replaced;
}

/** The same, if the replaced elements are equivalent for the caller, else undefined. */
export function replacedByAlike<T>(
  before: readonly T[],
  after: readonly T[],
  isAlike: (one: T, other: T) => boolean,
): readonly number[] | undefined {
  const replaced = replacedAt(before, after);
  return replaced?.every((at) => isAlike(before[at] as T, after[at] as T)) === true ? replaced : undefined;
}

/** Returns the elements that another list lacks, or for equal lengths, the elements that differ at their index. */
export function differing<T>(list: readonly T[], other: readonly T[]): readonly T[] {
  const replaced = replacedAt(other, list);
  if (replaced) return replaced.map((at) => list[at] as T);
  const known = new Set(other);
  return list.filter((item) => !known.has(item));
}

/** Returns a copy of a list with replaced elements. */
export function withReplaced<T>(list: readonly T[], things: readonly (readonly [place: number, thing: T])[]): T[] {
  const copy = list.slice();
  for (const [place, thing] of things) copy[place] = thing;
  origins.set(copy, { list: new WeakRef(list), replaced: things.map(([place]) => place).toSorted((a, b) => a - b) });
  return copy;
}

/**
 * `list.filter(test)` of a changing list. Returns the list itself if all elements pass, and the previous result if it
 * is unchanged.
 */
export class IncrementalFilter<T> {
  #list: readonly T[] = [];
  #test: ((item: T) => boolean) | undefined;
  #passes = new Uint8Array();
  #count = 0;
  #found: readonly T[] = [];

  /** @param test Must be a new function when it tests for something else. */
  of(list: readonly T[], test: (item: T) => boolean): readonly T[] {
    const replaced = test === this.#test ? replacedAt(this.#list, list) : undefined;
    if (replaced ? this.#replace(list, replaced, test) : this.#begin(list, test)) {
      this.#found = this.#count === list.length ? list : list.filter((_, at) => this.#passes[at] === 1);
    }
    this.#list = list;
    this.#test = test;
    return this.#found;
  }

  #begin(list: readonly T[], test: (item: T) => boolean): true {
    this.#passes = new Uint8Array(list.length);
    this.#count = 0;
    for (let at = 0; at < list.length; at += 1) {
      if (!test(list[at] as T)) continue;
      this.#passes[at] = 1;
      this.#count += 1;
    }
    return true;
  }

  /** Returns whether the result changed. */
  #replace(list: readonly T[], replaced: readonly number[], test: (item: T) => boolean): boolean {
    let others = false;
    for (const at of replaced) {
      const [before = 0, now] = [this.#passes[at], Number(test(list[at] as T))];
      this.#passes[at] = now;
      this.#count += now - before;
      others ||= now === 1 || before === 1;
    }
    return others;
  }
}

/** Counts the elements of a changing list by kind. */
export class IncrementalTally<T, K extends string> {
  #list: readonly T[] = [];
  readonly #counts = new Map<K, number>();

  /** @param kindOf Returns the kind of an element, or undefined to skip it. */
  constructor(private readonly kindOf: (item: T) => K | undefined) {}

  /** Updates the list. */
  count(list: readonly T[]): void {
    const replaced = replacedAt(this.#list, list);
    if (!replaced) this.#counts.clear();
    for (const at of replaced ?? list.keys()) {
      if (replaced) this.#add(this.#list[at] as T, -1);
      this.#add(list[at] as T, 1);
    }
    this.#list = list;
  }

  /** Returns the count of a kind. */
  of(kind: K): number {
    return this.#counts.get(kind) ?? 0;
  }

  #add(item: T, more: number): void {
    const kind = this.kindOf(item);
    if (kind !== undefined) this.#counts.set(kind, this.of(kind) + more);
  }
}
