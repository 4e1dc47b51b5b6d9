import { setImmediate } from 'node:timers/promises';

/** Milliseconds before work yields to others: an eighth of a frame, because garbage collection comes on top. */
const SLICE = 2;

/** The number of items between two pauses: few enough for a fraction of a slice, also before the code is optimized. */
const FEW = 16;

/** The number of items between two pauses that are only looked at, such as in sorting. */
export const MANY = 256;

/**
 * Handles items in order, with a pause after every few.
 * @param handle Told the position of the item, too, counted from 0.
 * @param few Their number: less for items that take long.
 */
export function* eachInTurn<T>(
  items: Iterable<T>,
  handle: (item: T, place: number) => void,
  few = FEW,
): Generator<undefined, void> {
  const list: readonly T[] = Array.isArray(items) ? items : [...items];
  // By index, because an iterator makes an object per item until the engine has optimized the loop.
  for (let place = 0; place < list.length; place += 1) {
    handle(list[place] as T, place);
    if (place % few === few - 1) yield;
  }
}

/** Maps items like `map`, with pauses as {@link eachInTurn}. */
export function* mappedInTurn<T, U>(
  items: Iterable<T>,
  map: (item: T) => U,
  few?: number,
): Generator<undefined, readonly U[]> {
  const mapped: U[] = [];
  yield* eachInTurn(items, (item) => mapped.push(map(item)), few);
  return mapped;
}

/** Sorts like `toSorted`, with pauses. What is in order already takes one comparison per item. */
export function* sortedInTurn<T extends object>(
  items: readonly T[],
  compare: (a: T, b: T) => number,
): Generator<undefined, readonly T[]> {
  let runs: (readonly T[])[] = [];
  for (let start = 0; start < items.length; start += MANY) {
    runs.push(items.slice(start, start + MANY).sort(compare));
    yield;
  }
  while (runs.length > 1) {
    const longer: (readonly T[])[] = [];
    for (let at = 0; at < runs.length; at += 2)
      longer.push(yield* mergedInTurn(runs[at] ?? [], runs[at + 1] ?? [], compare));
    runs = longer;
  }
  return runs[0] ?? [];
}

/** Merges two sorted lists, with pauses. Of equal items, those of the first list come first. */
function* mergedInTurn<T extends object>(
  a: readonly T[],
  b: readonly T[],
  compare: (a: T, b: T) => number,
): Generator<undefined, readonly T[]> {
  const [first, last] = [b[0], a.at(-1)];
  // Servers list much in order already.
  if (!first || !last || compare(last, first) <= 0) return a.concat(b);
  const merged: T[] = [];
  let place = 0;
  const mergeUpTo = (item: T) => {
    for (let other = b[place]; other && compare(other, item) < 0; other = b[(place += 1)]) merged.push(other);
    merged.push(item);
  };
  yield* eachInTurn(a, mergeUpTo, MANY);
  return merged.concat(b.slice(place));
}

/** Runs work without a pause. */
export function finished<T>(work: Generator<undefined, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** All that waits has its turn in another round of the event loop, so that the slices of several don't add up. */
let lastTurn = Promise.resolve();

/** A slice of work after another. The first begins when it is made. */
export class Slices {
  #end: number;

  /** @param now Returns the time in milliseconds. */
  constructor(private readonly now = () => performance.now()) {
    this.#end = now() + SLICE;
  }

  /** Whether others should have their turn. */
  get isOver(): boolean {
    return this.now() >= this.#end;
  }

  /** Yields to other work, and begins the next slice. */
  async next(): Promise<void> {
    await (lastTurn = lastTurn.then(() => setImmediate()));
    this.#end = this.now() + SLICE;
  }
}

/**
 * Runs work in slices of a few milliseconds, yielding to other work in between.
 * @returns undefined if it was aborted.
 */
export async function inSlices<T>(
  work: Generator<undefined, T>,
  signal?: AbortSignal,
  slices = new Slices(),
): Promise<T | undefined> {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    if (!slices.isOver) continue;
    await slices.next();
    if (signal?.aborted) return undefined;
  }
}
