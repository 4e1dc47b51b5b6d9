/** Milliseconds that a loop may turn as fast as it likes. */
const BURST = 5_000;

/** The least milliseconds between two turns after that. */
const INTERVAL = 1_000;

/** Keeps a loop that asks a server from turning faster than once a second for long, whatever the server answers. */
export class Pace {
  #turned = -Infinity;
  #fastSince = 0;

  /** The milliseconds to wait before the turn that begins now. */
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
