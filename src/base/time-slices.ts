/** Milliseconds before work yields to others: a quarter of a frame, because garbage collection may come on top. */
const SLICE = 4;

/** The number of items between two pauses: few enough for a fraction of a slice, also before the code is optimized. */
const FEW = 16;

/** Handles items in order, with a pause after every few. */
export function* eachInTurn<T>(items: Iterable<T>, handle: (item: T) => void): Generator<undefined, void> {
  let count = 0;
  for (const item of items) {
    handle(item);
    count += 1;
    if (count % FEW === 0) yield;
  }
}

/** Runs work without a pause. */
export function finished<T>(work: Generator<undefined, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/**
 * Runs work in slices of a few milliseconds, yielding to other work in between.
 * @returns undefined if it was aborted.
 */
export async function inSlices<T>(work: Generator<undefined, T>, signal?: AbortSignal): Promise<T | undefined> {
  for (;;) {
    const end = performance.now() + SLICE;
    while (performance.now() < end) {
      const { done, value } = work.next();
      if (done) return value;
    }
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    if (signal?.aborted) return undefined;
  }
}
