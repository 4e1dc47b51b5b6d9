import * as l10n from '@vscode/l10n';
import { ClusterError, isClusterError, messageOf } from '../../cluster/connection/errors';
import { followDeployment } from '../../cluster/marathon/deployment';
import { MarathonWrites, type WriteResult } from '../../cluster/marathon/writes/writes';
import { confirm } from '../../app/text/window';
import { withProgress, type CommandContext, type Connected } from '../../app/commands';

type Marathon = NonNullable<Connected['cluster']['marathon']>;

/**
 * Returns the cluster's Marathon client.
 * @throws ClusterError if none is configured.
 */
export function requireMarathon({ cluster, definition }: Connected): Marathon {
  if (!cluster.marathon)
    throw new ClusterError(
      'invalid',
      l10n.t('No Marathon address is configured for {0}.', definition.name),
      l10n.t('Add one in the cluster settings.'),
    );
  return cluster.marathon;
}

/**
 * Makes a change in Marathon and follows its deployment. If another deployment holds a lock, offers to force the
 * change. Cancellation asks what to do with the deployment.
 * @returns Whether the deployment succeeded while it was followed.
 */
export async function changeAndFollow(
  context: CommandContext,
  cluster: Connected,
  title: string,
  change: (writes: MarathonWrites, force: boolean, signal: AbortSignal) => Promise<WriteResult>,
  force = false,
): Promise<boolean> {
  const marathon = requireMarathon(cluster);
  const writes = new MarathonWrites(marathon.client);
  let made: WriteResult | undefined;
  try {
    await withProgress(title, (progress, signal) =>
      followDeployment(
        { onEvent: marathon.source.onEvent, running: (end) => marathon.client.deployments(end) },
        async () => {
          made = await change(writes, force, signal);
          return made.deploymentId;
        },
        { signal, progress },
      ),
    );
    return true;
  } catch (error) {
    if (isClusterError(error) && error.kind === 'cancelled') {
      if (made?.deploymentId !== undefined) await offerCancel(context, cluster, writes, made.deploymentId);
      else
        context.reporter.warning(
          made
            ? l10n.t('Canceled. {0}: Marathon has already made the change.', title)
            : l10n.t('Canceled. {0}: nothing was changed.', title),
        );
      return false;
    }
    // Recognized by its property, because the class may come from another bundle.
    if (isClusterError(error) && error.kind === 'conflict' && 'deployments' in error && !force) {
      const again = () =>
        changeAndFollow(context, cluster, title, change, true).catch((failure: unknown) =>
          context.reporter.failure(failure),
        );
      context.reporter.failure(new ClusterError('conflict', messageOf(error), error.advice), {
        title: l10n.t('Force'),
        run: again,
      });
      return false;
    }
    throw error;
  }
}

/** Asks how to end a deployment, and ends it. */
export async function offerCancel(
  { reporter }: CommandContext,
  cluster: Connected,
  writes: MarathonWrites,
  id: string,
): Promise<void> {
  const [rollBack, stop] = [l10n.t('Roll Back'), l10n.t('Stop Without Rollback')];
  const answer = await confirm(
    l10n.t('Cancel the deployment?'),
    l10n.t(
      'Rolling back restores the apps to their previous state in a new deployment. Stopping leaves them as they are now.',
    ),
    cluster,
    rollBack,
    stop,
  );
  if (answer !== rollBack && answer !== stop) return;
  try {
    await writes.cancelDeployment(id, { force: answer === stop });
  } catch (error) {
    if (!isClusterError(error) || error.kind !== 'not-found') throw error;
    throw new ClusterError(
      'not-found',
      l10n.t('The deployment has already ended.'),
      l10n.t('There is nothing to cancel.'),
    );
  }
  reporter.done(
    answer === stop
      ? l10n.t('The deployment was stopped. Its apps stay as they are.')
      : l10n.t('The deployment was rolled back.'),
  );
}
