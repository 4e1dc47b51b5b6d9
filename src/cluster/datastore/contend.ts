import { setTimeout as delay } from 'node:timers/promises';
import { ExponentialBackoff } from 'cockatiel';
import { ClusterError } from '../errors';

/** How often a change is made anew on what others wrote before it gives up. */
const ATTEMPTS = 40;

/** Milliseconds between two attempts, jittered: they double from the first to the longest. */
const PAUSES = { initialDelay: 4, maxDelay: 500 };

/**
 * Repeats a change that reads, edits and writes by comparison, until it wins its race.
 * @param attempt gives undefined when somebody else was faster; nothing was changed then.
 * @throws ClusterError `conflict` after 40 lost races, `cancelled` when the signal aborts.
 */
export async function contend<T>(subject: string, attempt: () => Promise<T | undefined>, signal?: AbortSignal): Promise<T> {
  const began = performance.now();
  let backoff = new ExponentialBackoff(PAUSES).next();
  for (let lost = 0; lost < ATTEMPTS; lost++) {
    const result = await attempt();
    if (result !== undefined) return result;
    await delay(backoff.duration, undefined, signal && { signal }).catch(() => {
      throw new ClusterError('cancelled', `Changing was cancelled. ${subject} was not changed.`);
    });
    backoff = backoff.next(undefined);
  }
  throw new ClusterError('conflict', `${subject} was not changed: others changed it ${ATTEMPTS} times in ${((performance.now() - began) / 1000).toFixed(1)} s, each time before this change was written.`, 'Nothing was changed. Find out who keeps writing it, and try again.');
}
