import * as l10n from '@vscode/l10n';
import { setTimeout as delay } from 'node:timers/promises';
import { ExponentialBackoff } from 'cockatiel';
import { ClusterError } from '../connection/errors';
import type { KeyValue } from './stores/kv';

/** Maximum attempts of a change that loses its races. */
const ATTEMPTS = 40;

/** Milliseconds between two attempts, with jitter, doubling up to the maximum. */
const PAUSES = { initialDelay: 4, maxDelay: 500 };

export interface Contending<T> {
  /** What is changed, as the subject of a sentence: `The profile web`. */
  readonly subject: string;
  /** Returns undefined after a lost race, without any change. */
  readonly attempt: () => Promise<T | undefined>;
  /** The last known state, to report which change was in the way. */
  readonly current: () => readonly KeyValue[];
  readonly signal?: AbortSignal | undefined;
  readonly pauses?: typeof PAUSES;
}

/**
 * Repeats a compare-and-swap change until it wins its race.
 * @throws ClusterError `conflict` after 40 lost races, `cancelled` if the signal aborts.
 */
export async function contend<T>({ subject, attempt, current, signal, pauses = PAUSES }: Contending<T>): Promise<T> {
  const began = performance.now();
  let backoff = new ExponentialBackoff(pauses).next();
  for (let lost = 0; lost < ATTEMPTS; lost++) {
    const result = await attempt();
    if (result !== undefined) return result;
    await delay(backoff.duration, undefined, signal && { signal }).catch(() => {
      throw new ClusterError('cancelled', l10n.t('The change was canceled. {0} was not changed.', subject));
    });
    backoff = backoff.next(undefined);
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  throw new ClusterError(
    'conflict',
    l10n.t(
      '{0} was not changed: others changed it {1} times in {2} s, each time before this change was written.{3}',
      subject,
      ATTEMPTS,
      seconds,
      lastChange(current()),
    ),
    l10n.t('Nothing was changed. Find out what keeps writing it, and try again.'),
  );
}

/** etcd records the key and revision of a change, but not who made it. */
function lastChange(entries: readonly KeyValue[]): string {
  const [first, ...others] = entries;
  if (!first) return '';
  const last = others.reduce(
    (latest, entry) => (BigInt(entry.revision) > BigInt(latest.revision) ? entry : latest),
    first,
  );
  return l10n.t(
    ' The last change seen was to {0} at revision {1}. etcd does not record who made it.',
    last.key,
    last.revision,
  );
}
