import { setTimeout as delay } from 'node:timers/promises';
import type { Failure } from '../model/snapshot';

/** Receives what a source read, and which parts could not be read. */
export type Deliver<T> = (data: T, problems?: readonly Failure[]) => void;

/** A part of the cluster that can be read and followed. */
export interface Source<T> {
  /**
   * Reads and delivers the data, then again after every change. Settles only if the signal aborts or the source fails.
   * A failure is thrown.
   */
  follow(deliver: Deliver<T>, signal: AbortSignal): Promise<void>;
}

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15_000;

/** Milliseconds without failure after which a failure counts as the first again. */
const SETTLED = 10_000;

/**
 * Follows a source indefinitely. After a failure it waits, from half a second doubling to 15 s, and starts again. A
 * delivery alone doesn't shorten the pause. Otherwise a source with one failing half would be read four times a second.
 * @param failed Called with each failure before the pause.
 * @param hurry Returns a signal that ends a pause early.
 */
export async function followForever<T>(
  source: Source<T>,
  deliver: Deliver<T>,
  failed: (error: unknown) => void,
  signal: AbortSignal,
  hurry?: () => AbortSignal,
): Promise<void> {
  let pause = FIRST_PAUSE;
  while (!signal.aborted) {
    const began = performance.now();
    const seen = { delivered: false };
    try {
      await source.follow((data, problems) => {
        seen.delivered = true;
        if (signal.aborted) return;
        // Sources also deliver from timers, where nothing would catch an error.
        try {
          deliver(data, problems);
        } catch (error) {
          failed(error);
        }
      }, signal);
    } catch (error) {
      if (!isOver(signal)) failed(error);
    }
    if (seen.delivered && performance.now() - began >= SETTLED) pause = FIRST_PAUSE;
    const waiting = hurry ? AbortSignal.any([signal, hurry()]) : signal;
    await delay(pause, undefined, { signal: waiting }).catch(() => undefined);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }
}

/** The type checker assumes that a signal that had not aborted a moment ago never will. */
function isOver({ aborted }: AbortSignal): boolean {
  return aborted;
}
