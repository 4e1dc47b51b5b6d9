import { ClusterError } from '../connection/errors';

/**
 * Waits for work that goes on if the signal aborts.
 * @param reason Returns the message of the error.
 * @throws ClusterError `cancelled` if the signal aborts.
 */
export async function unlessAborted<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
  reason: () => string,
): Promise<T> {
  if (!signal) return work;
  const end = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const stop = () => reject(new ClusterError('cancelled', reason()));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true, signal: end.signal });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    end.abort();
  }
}
