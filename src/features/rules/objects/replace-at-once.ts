import * as l10n from '@vscode/l10n';
import type { CommandContext, Connected } from '../../../app/commands';
import { ClusterError } from '../../../cluster/connection/errors';
import type { TextReplacement } from '../../../cluster/etcd/texts';
import { reversed } from './rename-plan';

interface Renaming {
  readonly old: string;
  readonly name: string;
  /** Whether no traffic depends on it, so that the moment doesn't matter. */
  readonly decidesNothing?: boolean;
}

/**
 * Makes the changes of a renaming at one moment: between two moments, some endpoints would lack policy. Offers to take
 * them back as long as nobody changed the same.
 * @throws ClusterError without any change, if the store can't, or someone else changed one of the objects.
 */
export async function replaceAtOnce(
  { reporter }: CommandContext,
  { cluster }: Connected,
  changes: readonly TextReplacement[],
  { old, name, decidesNothing = false }: Renaming,
): Promise<void> {
  const texts = cluster.objects;
  if (changes.length > texts.mostAtOnce && !decidesNothing)
    throw new ClusterError(
      'invalid',
      l10n.t('{0} can’t be renamed: more objects would have to change at one moment than the cluster can change.', old),
      l10n.t(
        'Nothing was changed, because traffic could be cut in between. Create another one, move what belongs to it, and remove this one.',
      ),
    );
  const changedMeanwhile = (advice: string) =>
    new ClusterError('conflict', l10n.t('{0} changed in the meantime.', old), advice);
  if (!(await texts.replaceAll(l10n.t('rename {0} to {1}', old, name), changes)))
    throw changedMeanwhile(l10n.t('It was not renamed. Review it and try again.'));
  reporter.info(l10n.t('Renamed {0} to {1}.', old, name), {
    title: l10n.t('Undo'),
    run: async () => {
      try {
        if (!(await texts.replaceAll(l10n.t('rename {0} to {1}', name, old), reversed(changes))))
          throw changedMeanwhile(l10n.t('The former name was not restored. Rename it again.'));
        reporter.done(l10n.t('Renamed {0} to {1}.', name, old));
      } catch (error) {
        reporter.failure(error);
      }
    },
  });
}
