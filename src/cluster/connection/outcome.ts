import * as l10n from '@vscode/l10n';
import { setTimeout as delay } from 'node:timers/promises';
import { ClusterError, isClusterError, messageOf } from './errors';

/** What reading reveals about a change whose answer was lost. */
export type Fate<T> =
  | { readonly kind: 'made'; readonly value: T }
  | { readonly kind: 'not-made' }
  /** Reading can't determine it: the object and its history are gone. */
  | { readonly kind: 'unknown' };

export type KnownFate<T> = Exclude<Fate<T>, { readonly kind: 'unknown' }>;

export interface Settling<T> {
  /** The change as the subject of a sentence: “The network frontend”, “Scaling /web to 3”. */
  readonly subject: string;
  /** Makes the change, once. */
  readonly write: () => Promise<T>;
  /** Determines by reading whether the change was made. A failure counts as unknown. */
  readonly find: (signal: AbortSignal) => Promise<Fate<T>>;
  /**
   * Called when {@link ClusterError.check} has determined the outcome later, to finish the enclosing change. Resolves
   * with whether the subject is changed in the end. By default it is if the change was made.
   */
  readonly onFound?: (fate: KnownFate<T>) => boolean | Promise<boolean>;
}

/**
 * Milliseconds before each reading. A request can still be in progress after its connection is gone, so “not made”
 * counts only at the end.
 */
const READINGS = [0, 200, 800, 2_000];

/** Milliseconds per reading. */
const READING_TIMEOUT = 5_000;

/**
 * Makes a change once and reports its outcome. If the answer is lost, determines by reading whether the change was
 * made, and then resolves as if the answer had arrived. Reading ignores the signal of the write, so that a user who
 * cancels learns the outcome.
 * @throws ClusterError The error of `write` if the change was not made, or `unknown-outcome` with a `check` if reading
 * can't determine the outcome.
 */
export async function settle<T>(settling: Settling<T>): Promise<T> {
  try {
    return await settling.write();
  } catch (error) {
    if (!isClusterError(error) || !error.uncertain) throw error;
    const fate = await findOut(settling.find);
    switch (fate.kind) {
      case 'made':
        return fate.value;
      case 'not-made':
        throw notMade(settling.subject, error);
      case 'unknown':
        throw unknownOutcome(settling, error);
    }
  }
}

/**
 * Reads a few times until the change is known to be made.
 * @param pauses Milliseconds before each reading.
 */
export async function findOut<T>(find: Settling<T>['find'], pauses: readonly number[] = READINGS): Promise<Fate<T>> {
  let fate: Fate<T> = { kind: 'unknown' };
  for (const pause of pauses) {
    await delay(pause);
    try {
      fate = await find(AbortSignal.timeout(READING_TIMEOUT));
    } catch {
      fate = { kind: 'unknown' };
    }
    if (fate.kind === 'made') return fate;
  }
  return fate;
}

function notMade(subject: string, error: ClusterError): ClusterError {
  const cancelled = error.kind === 'cancelled';
  return new ClusterError(
    error.kind,
    l10n.t('{0} was not changed. {1}', subject, messageOf(error)),
    cancelled ? undefined : l10n.t('Nothing was changed. Try again.'),
    error.detail,
    { cause: error },
  );
}

function unknownOutcome<T>(settling: Settling<T>, error: ClusterError): ClusterError {
  const { subject, find, onFound } = settling;
  return new ClusterError(
    'unknown-outcome',
    l10n.t('It is unknown whether {0} was changed: {1}', subject, messageOf(error)),
    l10n.t('Check again before you repeat the change.'),
    error.detail,
    {
      cause: error,
      check: async () => {
        const fate = await findOut(find);
        if (fate.kind === 'unknown') throw unknownOutcome(settling, error);
        const changed = onFound ? await onFound(fate) : fate.kind === 'made';
        return changed ? l10n.t('{0} was changed.', subject) : l10n.t('{0} was not changed.', subject);
      },
    },
  );
}
