import * as l10n from '@vscode/l10n';
import { clusterIdentity } from '../../cluster/connection/definition';
import { dataOf, membersOf, networksOf } from '../../cluster/model/indexes';
import { ClusterError } from '../../cluster/connection/errors';
import type { Restored } from '../../cluster/etcd/change';
import type { Acting, Connected } from '../../app/commands';
import type { StoredProfile } from '../../policy/calico1/profile';
import { showDifference } from './documents';
import type { HistoryEntry } from './entry';
import type { History } from './history';
import { sameState, takenBack } from './undo';

/**
 * Undoes a change by compare-and-swap. If the cluster holds something else, nothing is changed, and the user can review
 * the difference.
 * @param expected The state that must be current. Initially, the result of the change.
 */
export async function takeBack(
  context: Pick<Acting, 'reporter'>,
  history: History,
  cluster: Connected,
  entry: HistoryEntry,
  expected: StoredProfile | undefined,
): Promise<void> {
  const { reporter } = context;
  const result = await putBack(cluster, entry.profile, expected, takenBack(entry, expected), entry.id);
  if (result.kind === 'done') {
    reporter.done(l10n.t('Undone: {0}.', entry.label));
    return;
  }
  const { current } = result;
  if (sameState(current, takenBack(entry, current))) {
    const { profile, name } = entry;
    const { definition } = cluster;
    await history.add(
      clusterIdentity(definition),
      {
        profile,
        name,
        label: l10n.t('Leave profile {0} unchanged', name),
        before: current,
        after: current,
        undoes: entry.id,
      },
      definition.name,
    );
    reporter.done(l10n.t('Someone else already undid this: {0}.', entry.label));
    return;
  }
  ask();

  function ask(): void {
    const networks = networksOf(cluster.store.snapshot);
    const what = current
      ? l10n.t('the profile {0} has changed since then', entry.name)
      : l10n.t('the profile {0} no longer exists', entry.name);
    reporter.warning(
      l10n.t('“{0}” was not undone: {1}.', entry.label, what),
      {
        title: l10n.t('Show Difference'),
        run: async () => {
          const [stored, wanted] = [current, takenBack(entry, current)];
          await showDifference(
            { profile: entry.profile, stored, title: 'now' },
            { profile: entry.profile, stored: wanted, title: l10n.t('with the change undone') },
            networks,
          );
          ask();
        },
      },
      {
        title: l10n.t('Restore Anyway'),
        run: () =>
          takeBack(context, history, cluster, entry, current).catch((error: unknown) => reporter.failure(error)),
      },
    );
  }
}

/**
 * Replaces a state with another.
 * @throws ClusterError if that would remove a profile in use.
 */
export async function putBack(
  { cluster, store }: Connected,
  profile: string,
  expected: StoredProfile | undefined,
  wanted: StoredProfile | undefined,
  undoes?: string,
): Promise<Restored> {
  const policy = dataOf(store.snapshot.policy);
  const members = policy ? membersOf(profile, policy).length : 0;
  if (!wanted && members > 0)
    throw new ClusterError(
      'conflict',
      members === 1
        ? l10n.t('The profile would be removed, but 1 endpoint uses it.')
        : l10n.t('The profile would be removed, but {0} endpoints use it.', members),
      l10n.t('Nothing was changed.'),
    );
  return cluster.datastore.replaceProfile(profile, expected, wanted, undoes === undefined ? {} : { undoes });
}
