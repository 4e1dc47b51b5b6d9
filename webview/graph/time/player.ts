import type { RecordingHistory } from './recording-history';

/** Playback speeds. */
export const SPEEDS = [1, 10, 60] as const;

/**
 * Minimum and maximum milliseconds between two moments: slows down what is too fast to follow, and shortens long
 * pauses.
 */
const SHORTEST = 120;
const LONGEST = 2_000;

export interface PlayerListener {
  /** Returns the displayed time. */
  at(): number;
  /** Shows the next moment. */
  show(at: number): void;
  /** Playback reached the end. */
  ended(): void;
  /** Playback started or stopped. */
  changed(): void;
}

/** Plays a history from moment to moment. Wakes up only for the next one. */
export class Player {
  speed: number = SPEEDS[1];
  #timer: number | undefined;

  constructor(
    private readonly history: RecordingHistory,
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
    const next = this.history.after(at);
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
