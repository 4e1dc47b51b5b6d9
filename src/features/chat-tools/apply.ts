import * as l10n from '@vscode/l10n';
import { runCommand } from '../../cluster/etcd/calicoctl';
import { ClusterError } from '../../cluster/connection/errors';
import { networksOf } from '../../cluster/model/indexes';
import type { Connected } from '../../app/commands';
import type { ScriptLine } from '../scripts';
import { applyChange } from '../explanation';
import type { RequestedChange } from './change';

/** Milliseconds in which the cluster shows a change that was made, so that what is asked next is answered by it. */
const SHOWS = 2_000;

/**
 * Makes a change in the cluster by compare-and-swap.
 * @throws ClusterError when it could not be made, or only in part; the message says how far it got.
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
  { cluster: { datastore }, store }: Connected,
  lines: readonly ScriptLine[],
  signal: AbortSignal,
): Promise<void> {
  let done = 0;
  for (const line of lines) {
    if (line.kind !== 'command') continue;
    const { output, exit } = await runCommand(line.command, datastore.store, networksOf(store.snapshot), {
      signal,
      announce: datastore.announce,
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
