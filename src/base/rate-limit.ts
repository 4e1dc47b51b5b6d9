/** Milliseconds during which a loop may iterate without limit. */
const BURST = 5_000;

/** Minimum milliseconds between two iterations after that. */
const INTERVAL = 1_000;

/** Keeps a polling loop from iterating more than once a second for long, whatever the server answers. */
export class RateLimit {
  #turned = -Infinity;
  #fastSince = 0;

  /** Returns the milliseconds to wait before the next iteration. */
  next(): number {
    const now = performance.now();
    const sinceLast = now - this.#turned;
    let pause = 0;
    if (sinceLast >= INTERVAL) {
      this.#fastSince = now;
    } else if (now - this.#fastSince > BURST) {
      pause = INTERVAL - sinceLast;
    }
    this.#turned = now + pause;
    return pause;
  }
}
