import * as l10n from '@vscode/l10n';
import { datastoreOf } from '../../cluster/connection/opened';
import { runCommand } from '../../cluster/etcd/calicoctl';
import { ClusterError } from '../../cluster/connection/errors';
import { networksOf } from '../../cluster/model/indexes';
import type { Connected } from '../../app/commands';
import type { ScriptLine } from '../scripts';
import { applyChange } from '../explanation';
import type { RequestedChange } from './change';

/** Milliseconds to wait until the cluster shows a change, so that the next question sees it. */
const SHOWS = 2_000;

/**
 * Makes a change by compare-and-swap.
 * @throws ClusterError if it failed completely or partially. The message says which.
 */
export async function makeChange(cluster: Connected, change: RequestedChange, signal: AbortSignal): Promise<void> {
  const { policy } = cluster.store.snapshot;
  if (change.kind === 'edits') await applyChange(cluster, change.change);
  else await runLines(cluster, change.lines, signal);
  await cluster.store
    .when((snapshot) => snapshot.policy !== policy, AbortSignal.any([signal, AbortSignal.timeout(SHOWS)]))
    .catch(() => undefined);
}

async function runLines(
  { cluster, store }: Connected,
  lines: readonly ScriptLine[],
  signal: AbortSignal,
): Promise<void> {
  let done = 0;
  for (const line of lines) {
    if (line.kind !== 'command') continue;
    const { output, exit } = await runCommand(line.command, datastoreOf(cluster).store, networksOf(store.snapshot), {
      signal,
      announce: datastoreOf(cluster).announce,
    });
    if (exit !== 0)
      throw new ClusterError(
        'conflict',
        l10n.t('“{0}” failed: {1}', line.text, output.trim()),
        done === 0
          ? l10n.t('Nothing was changed.')
          : done === 1
            ? l10n.t('The command before it was run.')
            : l10n.t('The {0} commands before it were run.', done),
      );
    done += 1;
  }
}
