import * as l10n from '@vscode/l10n';
import { ClusterError, isClusterError, messageOf } from '../cluster/connection/errors';
import type { Acting } from './commands';

/** Milliseconds between two progress reports about one slow step. */
const STILL = 5_000;

interface Named {
  readonly name: string;
}

export interface OneByOne {
  /** What happens to each item, as a participle: “created”. */
  readonly title: string;
  readonly signal: AbortSignal;
}

/**
 * Changes items one after another. Stops at the first failure and on cancellation.
 * @returns Whether all changes were made. After a cancellation, a message lists which were made and which were not.
 * @throws The failure, including which changes were made.
 */
export async function oneByOne<T extends Named>(
  { reporter }: { readonly reporter: Pick<Acting['reporter'], 'warning'> },
  items: readonly T[],
  { title, signal }: OneByOne,
  change: (item: T) => Promise<void>,
): Promise<boolean> {
  for (const [index, item] of items.entries()) {
    try {
      if (signal.aborted) throw new ClusterError('cancelled', l10n.t('Canceled.'));
      await change(item);
    } catch (error) {
      const done = items.slice(0, index).map(({ name }) => name);
      const left = items.slice(index).map(({ name }) => name);
      if (isClusterError(error) && error.kind === 'cancelled') {
        reporter.warning(l10n.t('Canceled. {0}', howFar(title, done, left)));
        return false;
      }
      if (done.length === 0 || !isClusterError(error)) throw error;
      const unknown = error.kind === 'unknown-outcome' ? left.slice(1) : left;
      throw new ClusterError(
        error.kind,
        `${messageOf(error)} ${howFar(title, done, unknown)}`,
        error.advice,
        error.detail,
        { cause: error, ...(error.check && { check: error.check }) },
      );
    }
  }
  return true;
}

/** Reports repeatedly that a slow step is still running, and for how many seconds. */
export async function whileItTakes<T>(name: string, report: (message: string) => void, work: Promise<T>): Promise<T> {
  const began = performance.now();
  report(name);
  const ticking = setInterval(
    () =>
      report(
        l10n.t(
          '{0}: waiting for Docker’s network plugin, {1} s so far',
          name,
          Math.round((performance.now() - began) / 1_000),
        ),
      ),
    STILL,
  );
  try {
    return await work;
  } finally {
    clearInterval(ticking);
  }
}

function howFar(title: string, done: readonly string[], left: readonly string[]): string {
  if (done.length === 0) return namesAre(left, l10n.t('not {0}', title));
  return left.length === 0
    ? namesAre(done, title)
    : `${namesAre(done, title)} ${namesAre(left, l10n.t('not {0}', title))}`;
}

function namesAre(names: readonly string[], what: string): string {
  const listed = names.join(', ');
  return names.length === 1 ? l10n.t('{0} was {1}.', listed, what) : l10n.t('{0} were {1}.', listed, what);
}
