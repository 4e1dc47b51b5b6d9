import { setTimeout as delay } from 'node:timers/promises';

/** Pauses between attempts that grow from one to the next, so that what cannot be had is asked for ever more rarely. */
export class Pauses {
  #next: number;

  /** @param shortest first pause, and @param longest the last one, both in milliseconds; each is double the one before. */
  constructor(
    private readonly shortest: number,
    private readonly longest: number,
  ) {
    this.#next = shortest;
  }

  /** The pause to make now, in milliseconds. */
  next(): number {
    const pause = this.#next;
    this.#next = Math.min(pause * 2, this.longest);
    return pause;
  }

  /** Begins with the shortest again: it was had, and for a while. */
  reset(): void {
    this.#next = this.shortest;
  }
}

/** Waits; false when the signal aborts before the time is over. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  if (milliseconds > 0) await delay(milliseconds, undefined, { signal }).catch(() => undefined);
  return !signal.aborted;
}
