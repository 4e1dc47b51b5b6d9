/** Maximum milliseconds that work waits for the page to be idle. */
const PATIENCE = 250;

/** Defers work until the page is idle. Only the last of several tasks is run. */
export class Idle {
  #asked: number | undefined;

  /** Defers work, replacing earlier work. */
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

  /** Cancels deferred work. */
  cancel(): void {
    if (this.#asked !== undefined) cancelIdleCallback(this.#asked);
    this.#asked = undefined;
  }
}
