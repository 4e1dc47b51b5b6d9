import { setTimeout as delay } from 'node:timers/promises';
import type { Failure } from '../model/snapshot';

/** Takes over what a source read, and what of it could not be had: that costs only itself. */
export type Deliver<T> = (data: T, problems?: readonly Failure[]) => void;

/** Something in the cluster that can be read and followed. */
export interface Source<T> {
  /**
   * Reads the data, delivers it, and goes on delivering it anew whenever it changes.
   * Settles only when the signal aborts or the source fails; a failure is thrown.
   */
  follow(deliver: Deliver<T>, signal: AbortSignal): Promise<void>;
}

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15_000;

/** Milliseconds that a source must have gone well before a failure counts as the first again. */
const SETTLED = 10_000;

/**
 * Follows a source for ever: after a failure it waits, from half a second doubling to 15 s, and begins anew. A delivery
 * alone does not shorten the pause: a source whose other half fails at once would be read four times a second for ever.
 * @param failed hears of each failure before the pause.
 */
export async function followForever<T>(
  source: Source<T>,
  deliver: Deliver<T>,
  failed: (error: unknown) => void,
  signal: AbortSignal,
): Promise<void> {
  let pause = FIRST_PAUSE;
  while (!signal.aborted) {
    const began = performance.now();
    const seen = { delivered: false };
    try {
      await source.follow((data, problems) => {
        seen.delivered = true;
        if (signal.aborted) return;
        // Sources deliver from timers too, where nobody would catch it.
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
    await delay(pause, undefined, { signal }).catch(() => undefined);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }
}

/** The type checker takes a signal that had not aborted a moment ago for one that never will. */
function isOver({ aborted }: AbortSignal): boolean {
  return aborted;
}
