/*
 * What is worked out of tens of thousands of edges again at each change. Edges that did not change are the very same
 * objects, so lists are compared place by place, once for all who ask, and only what was replaced is worked out anew. Where
 * a list became longer or shorter anything may have moved: then everything is.
 */

/** Which list another one came of, and at which places they differ. Held weakly: no list keeps those before it. */
const origins = new WeakMap<
  readonly unknown[],
  { readonly list: WeakRef<readonly unknown[]>; readonly replaced: readonly number[] }
>();

/** The places at which two lists differ, in order; undefined where their lengths do. */
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

/** The same, where what was replaced is alike in all that counts to whoever asks; else undefined. */
export function replacedByAlike<T>(
  before: readonly T[],
  after: readonly T[],
  isAlike: (one: T, other: T) => boolean,
): readonly number[] | undefined {
  const replaced = replacedAt(before, after);
  return replaced?.every((at) => isAlike(before[at] as T, after[at] as T)) === true ? replaced : undefined;
}

/** What of a list is not in another one; of one that is as long, what is not at the same place there. */
export function differing<T>(list: readonly T[], other: readonly T[]): readonly T[] {
  const replaced = replacedAt(other, list);
  if (replaced) return replaced.map((at) => list[at] as T);
  const known = new Set(other);
  return list.filter((item) => !known.has(item));
}

/** A copy of a list with other things at some of its places. */
export function withReplaced<T>(list: readonly T[], things: readonly (readonly [place: number, thing: T])[]): T[] {
  const copy = list.slice();
  for (const [place, thing] of things) copy[place] = thing;
  origins.set(copy, { list: new WeakRef(list), replaced: things.map(([place]) => place).toSorted((a, b) => a - b) });
  return copy;
}

/** `list.filter(test)` of a list that changes. What passes is the list itself where everything does, and the same list as before where the same things do. */
export class IncrementalFilter<T> {
  #list: readonly T[] = [];
  #test: ((item: T) => boolean) | undefined;
  #passes = new Uint8Array();
  #count = 0;
  #found: readonly T[] = [];

  /** @param test which is not the same function as before when it has come to test for something else. */
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
    this.#passes = Uint8Array.from(list, (item) => Number(test(item)));
    this.#count = this.#passes.reduce((sum, passes) => sum + passes, 0);
    return true;
  }

  /** True when other things pass. */
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

/** How many things of a list that changes are of which kind. */
export class IncrementalTally<T, K extends string> {
  #list: readonly T[] = [];
  readonly #counts = new Map<K, number>();

  /** @param kindOf which kind a thing is of; undefined where it is not counted. */
  constructor(private readonly kindOf: (item: T) => K | undefined) {}

  /** Takes over the list. */
  count(list: readonly T[]): void {
    const replaced = replacedAt(this.#list, list);
    if (!replaced) this.#counts.clear();
    for (const at of replaced ?? list.keys()) {
      if (replaced) this.#add(this.#list[at] as T, -1);
      this.#add(list[at] as T, 1);
    }
    this.#list = list;
  }

  /** How many there are of a kind. */
  of(kind: K): number {
    return this.#counts.get(kind) ?? 0;
  }

  #add(item: T, more: number): void {
    const kind = this.kindOf(item);
    if (kind !== undefined) this.#counts.set(kind, this.of(kind) + more);
  }
}
