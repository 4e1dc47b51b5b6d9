/** So long, in milliseconds, work waits at the most for the page to have nothing else to do. */
const PATIENCE = 250;

/** Work that may wait until the page has nothing else to do; of several, only the last is done. */
export class Idle {
  #asked: number | undefined;

  /** Has work done later, in place of what was asked for before. */
  ask(work: () => void): void {
    this.cancel();
    this.#asked = requestIdleCallback(
      () => {
        this.#asked = undefined;
        work();
      },
      { timeout: PATIENCE },
    );
  }

  /** Has nothing done later. */
  cancel(): void {
    if (this.#asked !== undefined) cancelIdleCallback(this.#asked);
    this.#asked = undefined;
  }
}
