import * as l10n from '@vscode/l10n';
import { setTimeout as delay } from 'node:timers/promises';
import { ClusterError, isClusterError, messageOf, type ClusterErrorKind } from '../connection/errors';
import type { Disposable, Listener } from '../../base/emitter';
import type { MarathonEvent } from './events';

/** What following a deployment requires from Marathon. */
export interface DeploymentSource {
  readonly onEvent: (listener: Listener<MarathonEvent>) => Disposable;
  /** Returns the IDs of running deployments. */
  readonly running: (signal: AbortSignal) => Promise<readonly string[]>;
}

export interface FollowOptions {
  readonly signal: AbortSignal;
  /** Called with the deployment's progress and failing tasks. */
  readonly progress: (message: string) => void;
  /** Milliseconds between two checks of the deployment list, the safety net for lost events. */
  readonly interval?: number;
  /** Milliseconds that Marathon may be unavailable, for example during a leader election. Defaults to two minutes. */
  readonly patience?: number;
}

/**
 * Number of consecutive times that a deployment must be missing from the list, because a new leader may not know it
 * yet.
 */
const MISSING = 2;

/**
 * Starts a deployment and waits until it ends: when its event says so, or when its ID is gone from the list, because
 * events can be lost. Follows it across a change of the leader. A crash-looping app never ends its deployment, so its
 * failures are reported as progress.
 * @param start Makes the change and resolves with the deployment's ID, or undefined if it has already ended.
 * @throws ClusterError The error of `start`, `server` with Marathon's reason if the deployment failed, or `cancelled`
 * if the signal aborts.
 */
export async function followDeployment(
  { onEvent, running }: DeploymentSource,
  start: () => Promise<string | undefined>,
  { signal, progress, interval = 1_000, patience = 120_000 }: FollowOptions,
): Promise<void> {
  // Events may arrive before the answer with the deployment's ID.
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

/** Returns the list of deployments, or undefined while Marathon is unavailable. Throws if that lasts too long. */
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

/** Failures caused by a change of the leader. */
const PASSING = new Set<ClusterErrorKind>(['unreachable', 'timeout', 'server', 'unexpected-answer']);

const END = new Set(['deployment_success', 'deployment_failed']);
const FAILED = new Set(['TASK_FAILED', 'TASK_ERROR', 'TASK_LOST', 'TASK_DROPPED', 'TASK_GONE']);
