/** Milliseconds after which others get their turn: half a frame. */
const SLICE = 8;

/**
 * Runs work that yields between its steps in slices of some milliseconds, so that everything else goes on meanwhile.
 * @returns undefined when it was aborted.
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
