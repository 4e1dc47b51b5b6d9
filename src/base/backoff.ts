import { setTimeout as delay } from 'node:timers/promises';

/** Growing pauses between attempts, so that a failing request is repeated less and less often. */
export class RetryBackoff {
  #next: number;

  /**
   * @param shortest The first pause in milliseconds. Each pause is twice the previous one.
   * @param longest The maximum pause in milliseconds.
   */
  constructor(
    private readonly shortest: number,
    private readonly longest: number,
  ) {
    this.#next = shortest;
  }

  /** Returns the next pause in milliseconds. */
  next(): number {
    const pause = this.#next;
    this.#next = Math.min(pause * 2, this.longest);
    return pause;
  }

  /** Starts with the shortest pause again, after a success. */
  reset(): void {
    this.#next = this.shortest;
  }
}

/** Waits. Returns false if the signal aborts first. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  if (milliseconds > 0) await delay(milliseconds, undefined, { signal }).catch(() => undefined);
  return !signal.aborted;
}
