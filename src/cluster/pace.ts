/** Milliseconds that a loop may turn as fast as it likes. */
const BURST = 5_000;

/** The least milliseconds between two turns after that. */
const INTERVAL = 1_000;

/** Keeps a loop that asks a server from turning faster than once a second for long, whatever the server answers. */
export class Pace {
  #turned = -Infinity;
  #fastSince = 0;
  #interval = INTERVAL;

  /** @param longest milliseconds to which the interval grows while the loop would go on faster. */
  constructor(private readonly longest = INTERVAL) {}

  /** The milliseconds to wait before the turn that begins now. */
  next(): number {
    const now = performance.now();
    const sinceLast = now - this.#turned;
    let pause = 0;
    if (sinceLast >= INTERVAL) {
      this.#fastSince = now;
      this.#interval = INTERVAL;
    } else if (now - this.#fastSince > BURST) {
      pause = this.#interval - sinceLast;
      this.#interval = Math.min(this.#interval * 2, this.longest);
    }
    this.#turned = now + pause;
    return pause;
  }
}
