import { RateLimit } from '../../base/rate-limit';
import { pause } from '../../base/backoff';

export interface Reloading<T> {
  readonly load: (signal: AbortSignal) => Promise<T>;
  /** Calls `stale` whenever something may have changed. Never resolves, and throws when it receives nothing anymore. */
  readonly listen: (stale: () => void, signal: AbortSignal) => Promise<never>;
  /** Milliseconds after which the data is read even without an event, because events can get lost. */
  readonly safetyNet: number;
}

/** Milliseconds during which changes are collected before the data is read again. */
const GATHER = 50;

/**
 * Delivers data that is read as a whole, at the start and after every reported change.
 * @throws Any error of reading or listening. Ends quietly if the signal aborts.
 */
export async function reloadOnChange<T>(
  { load, listen, safetyNet }: Reloading<T>,
  deliver: (data: T) => void,
  signal: AbortSignal,
): Promise<void> {
  const end = new AbortController();
  const either = AbortSignal.any([signal, end.signal]);
  const rateLimit = new RateLimit();
  let stale: () => void = () => undefined;
  const listening = listen(() => stale(), either);
  // The race below throws its failure. Until then nothing awaits it.
  listening.catch(() => undefined);
  try {
    while (!either.aborted) {
      // Registered before reading, so that a change during reading causes another reading.
      const changed = new Promise<void>((resolve) => (stale = resolve));
      if (!(await pause(rateLimit.next(), either))) break;
      deliver(await load(either));
      const heard = new AbortController();
      await Promise.race([changed, listening, pause(safetyNet, AbortSignal.any([either, heard.signal]))]);
      heard.abort();
      await pause(GATHER, either);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    end.abort();
  }
}
