import * as l10n from '@vscode/l10n';
import { clusterIdentity } from '../../cluster/connection/definition';
import type { Acting, Connected } from '../../app/commands';
import { showDifference } from './documents';
import type { History } from './history';
import type { Kept } from './kept';

/**
 * Undoes a change by compare-and-swap. If the cluster holds something else, nothing is changed, and the user can review
 * the difference.
 * @param expected The state that must be current. Initially, the result of the change.
 */
export async function takeBack<T>(
  context: Pick<Acting, 'reporter'>,
  history: History,
  { definition }: Pick<Connected, 'definition'>,
  kept: Kept<T>,
  expected: T | undefined,
): Promise<void> {
  const { reporter } = context;
  const { entry, texts } = kept;
  const result = await kept.replace(expected, kept.takenBack(expected), entry.id);
  if (result.kind === 'done') {
    reporter.done(l10n.t('Undone: {0}.', entry.label));
    return;
  }
  const { current } = result;
  if (kept.same(current, kept.takenBack(current))) {
    await history.add(clusterIdentity(definition), kept.unchanged(current), definition.name);
    reporter.done(l10n.t('Someone else already undid this: {0}.', entry.label));
    return;
  }
  ask();

  function ask(): void {
    reporter.warning(
      l10n.t('“{0}” was not undone: {1}.', entry.label, current === undefined ? texts.isGone : texts.hasChanged),
      {
        title: l10n.t('Show Difference'),
        run: async () => {
          await showDifference(
            kept.shown(current, 'now'),
            kept.shown(kept.takenBack(current), l10n.t('with the change undone')),
          );
          ask();
        },
      },
      {
        title: l10n.t('Restore Anyway'),
        run: () =>
          takeBack(context, history, { definition }, kept, current).catch((error: unknown) => reporter.failure(error)),
      },
    );
  }
}
