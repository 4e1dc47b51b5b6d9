import * as l10n from '@vscode/l10n';
import { setTimeout as delay } from 'node:timers/promises';
import { ClusterError, isClusterError, messageOf, type ClusterErrorKind } from '../connection/errors';
import type { Disposable, Listener } from '../../base/emitter';
import type { MarathonEvent } from './events';

/** What is needed of Marathon to follow a deployment. */
export interface DeploymentSource {
  readonly onEvent: (listener: Listener<MarathonEvent>) => Disposable;
  /** Ids of the deployments that run now. */
  readonly running: (signal: AbortSignal) => Promise<readonly string[]>;
}

export interface FollowOptions {
  readonly signal: AbortSignal;
  /** Hears what the deployment does, and which tasks fail meanwhile. */
  readonly progress: (message: string) => void;
  /** Milliseconds between two looks at the list of deployments, the safety net below the events. */
  readonly interval?: number;
  /** Milliseconds that Marathon may be unable to answer, e.g. while it elects a leader; two minutes when left out. */
  readonly patience?: number;
}

/** How often a deployment must be missing from the list, one after the other: a new leader may not know it yet. */
const MISSING = 2;

/**
 * Starts a deployment and waits until it has ended. It has when its event says so, or when its id is gone from the list:
 * events can be lost. It is followed through a change of the leader, while nothing answers. A crash-looping app never ends its deployment; its failures are told as progress.
 * @param start makes the change and resolves with the deployment's id; undefined when it has ended already.
 * @throws ClusterError whatever `start` throws; `server` with Marathon's reason when the deployment failed; `cancelled`
 * when the signal aborts.
 */
export async function followDeployment(
  { onEvent, running }: DeploymentSource,
  start: () => Promise<string | undefined>,
  { signal, progress, interval = 1_000, patience = 120_000 }: FollowOptions,
): Promise<void> {
  // Events may come before the answer that tells the deployment's id.
  const ended = new Map<string, MarathonEvent>();
  let id: string | undefined;
  let heard: () => void = () => undefined;
  const subscription = onEvent((event) => {
    if (event.task && FAILED.has(event.task.status))
      progress(l10n.t('A task of {0} failed: {1}', event.task.app, event.task.message || event.task.status));
    if (event.deployment === undefined) return;
    if (event.deployment === id && event.type === 'deployment_info' && event.actions)
      progress(event.actions.join(', '));
    if (!END.has(event.type)) return;
    ended.set(event.deployment, event);
    if (event.deployment === id) heard();
  });
  try {
    id = await start();
    if (id === undefined) return;
    const list = patiently(running, patience, progress);
    let missing = 0;
    while (!ended.has(id)) {
      const pause = new AbortController();
      const news = new Promise<void>((resolve) => (heard = resolve));
      await Promise.race([
        news,
        delay(interval, undefined, { signal: AbortSignal.any([signal, pause.signal]) }).catch(() => undefined),
      ]);
      pause.abort();
      if (signal.aborted) throw new ClusterError('cancelled', l10n.t('The deployment is no longer followed.'));
      if (ended.has(id)) break;
      const ids = await list(signal);
      missing = ids && !ids.includes(id) ? missing + 1 : 0;
      if (missing >= MISSING) break;
    }
    const end = ended.get(id);
    if (end?.type === 'deployment_failed')
      throw new ClusterError(
        'server',
        l10n.t(
          'The deployment failed: {0}',
          end.reason ?? l10n.t('it was canceled or replaced by another deployment.'),
        ),
      );
  } finally {
    subscription.dispose();
  }
}

/** The list of deployments; undefined while Marathon cannot give it, and the failure when that lasts too long. */
function patiently(
  running: DeploymentSource['running'],
  patience: number,
  progress: FollowOptions['progress'],
): (signal: AbortSignal) => Promise<readonly string[] | undefined> {
  let since: number | undefined;
  return async (signal) => {
    try {
      const ids = await running(signal);
      since = undefined;
      return ids;
    } catch (error) {
      if (!isClusterError(error) || !PASSING.has(error.kind)) throw error;
      if (since === undefined) progress(l10n.t('{0} Retrying.', messageOf(error)));
      since ??= performance.now();
      if (performance.now() - since > patience) throw error;
      return undefined;
    }
  };
}

/** Failures that a change of the leader brings. */
const PASSING = new Set<ClusterErrorKind>(['unreachable', 'timeout', 'server', 'unexpected-answer']);

const END = new Set(['deployment_success', 'deployment_failed']);
const FAILED = new Set(['TASK_FAILED', 'TASK_ERROR', 'TASK_LOST', 'TASK_DROPPED', 'TASK_GONE']);
