import type { Past } from './recording-history';

/** How many times faster than it was. */
export const SPEEDS = [1, 10, 60] as const;

/** What nobody could follow is slowed down, and nobody waits longer than this for the next thing to happen; in milliseconds. */
const SHORTEST = 120;
const LONGEST = 2_000;

export interface PlayerListener {
  /** Where one looks. */
  at(): number;
  /** The next moment is to be seen. */
  show(at: number): void;
  /** It has come to its end. */
  ended(): void;
  /** It has begun or stopped. */
  changed(): void;
}

/** Goes on from moment to moment by itself. It wakes up for the next one only. */
export class Player {
  speed: number = SPEEDS[1];
  #timer: number | undefined;

  constructor(
    private readonly past: Past,
    private readonly listener: PlayerListener,
  ) {
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) this.stop();
    });
  }

  get plays(): boolean {
    return this.#timer !== undefined;
  }

  play(): void {
    this.#wait();
    this.listener.changed();
  }

  stop(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.listener.changed();
  }

  #wait(): void {
    const at = this.listener.at();
    const next = this.past.after(at);
    const wait = Math.min(LONGEST, Math.max(SHORTEST, ((next ?? at) - at) / this.speed));
    this.#timer = window.setTimeout(() => {
      if (next === undefined) {
        this.stop();
        this.listener.ended();
      } else {
        this.listener.show(next);
        this.#wait();
      }
    }, wait);
  }
}
