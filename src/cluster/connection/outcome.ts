import * as l10n from '@vscode/l10n';
import { setTimeout as delay } from 'node:timers/promises';
import { ClusterError, isClusterError, messageOf } from './errors';

/** What reading tells of a change whose answer was lost. */
export type Fate<T> =
  | { readonly kind: 'made'; readonly value: T }
  | { readonly kind: 'not-made' }
  /** Reading cannot tell: what was there is gone, and so is the history of it. */
  | { readonly kind: 'unknown' };

export type KnownFate<T> = Exclude<Fate<T>, { readonly kind: 'unknown' }>;

export interface Settling<T> {
  /** The change, as the subject of a sentence: “The network frontend”, “Scaling /web to 3”. */
  readonly subject: string;
  /** Makes the change, once. */
  readonly write: () => Promise<T>;
  /** Finds out by reading whether it was made. Its failures count as not knowing. */
  readonly find: (signal: AbortSignal) => Promise<Fate<T>>;
  /**
   * Called when {@link ClusterError.check} has found out later what became of the change, to conclude what it belongs to.
   * Resolves with whether the subject stands changed in the end; without it, it does when the change was made.
   */
  readonly onFound?: (fate: KnownFate<T>) => boolean | Promise<boolean>;
}

/** Milliseconds before each reading. A request can still be under way when its connection is gone: “not made” counts at the end only. */
const READINGS = [0, 200, 800, 2_000];

/** Milliseconds for one reading. */
const READING_TIMEOUT = 5_000;

/**
 * Makes a change once, and says how it ended. When its answer is lost it is found out by reading whether it was made:
 * then this resolves as if the answer had come. Reading is not bound to the signal of the write, so that a person who
 * cancels is told how far it got.
 * @throws ClusterError as `write` did, when the change was not made; `unknown-outcome` with a `check` when reading
 * cannot tell.
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
 * Reads until it is known that the change was made, a few times at most.
 * @param pauses milliseconds before each reading.
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
