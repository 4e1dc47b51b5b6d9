import { Pace } from '../../base/rate-limit';
import { pause } from '../../base/backoff';

export interface Reloading<T> {
  readonly load: (signal: AbortSignal) => Promise<T>;
  /** Calls `stale` whenever something may have changed; never resolves, and throws when it hears nothing any more. */
  readonly listen: (stale: () => void, signal: AbortSignal) => Promise<never>;
  /** Milliseconds after which the data is read without having heard anything, since events get lost. */
  readonly safetyNet: number;
}

/** Milliseconds that changes are gathered before the data is read anew. */
const GATHER = 50;

/**
 * Delivers data that is read whole, once at the start and then after every change that is heard of.
 * @throws whatever reading or listening throws; ends quietly when the signal aborts.
 */
export async function reloadOnChange<T>(
  { load, listen, safetyNet }: Reloading<T>,
  deliver: (data: T) => void,
  signal: AbortSignal,
): Promise<void> {
  const end = new AbortController();
  const either = AbortSignal.any([signal, end.signal]);
  const pace = new Pace();
  let stale: () => void = () => undefined;
  const listening = listen(() => stale(), either);
  // Its failure is thrown by the race below; until then nobody waits for it.
  listening.catch(() => undefined);
  try {
    while (!either.aborted) {
      // Heard before reading begins: a change while it is read must lead to another reading.
      const changed = new Promise<void>((resolve) => (stale = resolve));
      if (!(await pause(pace.next(), either))) break;
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
