import * as l10n from '@vscode/l10n';
import { writtenKind } from '../../../policy/resources';
import { connected, targets, type CommandContext } from '../../../app/commands';
import { confirm } from '../../../app/text/window';
import { ClusterError } from '../../../cluster/connection/errors';
import { resourceObject } from '../../../cluster/etcd/change';
import { dataOf } from '../../../cluster/model/indexes';
import { resourceNamed } from '../../../cluster/model/resources';
import { updateOf } from '../../../cluster/model/object-change';
import { requireRight } from './right';
import { resourceIn } from '../../../app/tree-nodes';
import { effectSummary } from '../../preview';

/**
 * Removes the selected objects of Calico 3 after a confirmation that tells what that opens and closes.
 * @returns Whether any object was selected.
 */
export async function removeObjects(context: CommandContext, args: readonly unknown[]): Promise<boolean> {
  const rows = targets(args, context.tree, 'resource');
  if (rows.length === 0) return false;
  const connection = connected(context);
  const { cluster, store } = connection;
  const chosen = rows.flatMap((row) => resourceNamed(resourceIn(row), dataOf(store.snapshot.policy)) ?? []);
  if (chosen.length === 0) return true;
  for (const stored of chosen) await requireRight(connection, { ...updateOf(stored), verb: 'delete' });
  const names = chosen.map(({ id }) => `${writtenKind(id.kind)} ${id.name}`).join(', ');
  const { draftOf } = await import('../../../app/preview/analysis');
  const drafts = chosen.map(({ id }) => ({ id, object: undefined }));
  const effect = await draftOf('', [], [], [], drafts).effectIn(store.snapshot);
  const detail = [
    ...(effect ? [l10n.t('This {0}.', effectSummary(effect, store.snapshot))] : []),
    l10n.t('You can restore it from the history.'),
  ];
  const verb = chosen.length === 1 ? l10n.t('Remove Object') : l10n.t('Remove Objects');
  if (!(await confirm(l10n.t('Remove {0}?', names), detail.join('\n\n'), connection, verb))) return true;
  for (const { id, text, revision } of chosen) {
    const removed = await cluster.objects.replace(resourceObject(id), text, undefined, { revision });
    if (removed.kind !== 'done')
      throw new ClusterError(
        'conflict',
        l10n.t('The {0} {1} changed in the meantime.', writtenKind(id.kind), id.name),
        l10n.t('It was not removed. Review it and try again.'),
      );
  }
  context.reporter.done(l10n.t('Removed {0}.', names));
  return true;
}
