import { setTimeout as delay } from 'node:timers/promises';
import { ClusterError } from '../errors';
import type { Disposable, Listener } from '../events';
import type { MarathonEvent } from './events';

/** What is needed of Marathon to follow a deployment. */
export interface DeploymentSource {
  readonly onEvent: (listener: Listener<MarathonEvent>) => Disposable;
  /** Ids of the deployments that run now. */
  readonly running: (signal: AbortSignal) => Promise<readonly string[]>;
}

export interface FollowOptions {
  readonly id: string;
  readonly signal: AbortSignal;
  /** Hears what the deployment does, and which tasks fail meanwhile. */
  readonly progress: (message: string) => void;
  /** Milliseconds between two looks at the list of deployments, the safety net below the events. */
  readonly interval?: number;
}

/**
 * Waits until a deployment has ended. It has when its event says so, or when its id is gone from the list: events can
 * be lost. A crash-looping app never ends its deployment; its failures are told as progress.
 * @throws ClusterError `server` with Marathon's reason when it failed, `cancelled` when the signal aborts.
 */
export async function followDeployment({ onEvent, running }: DeploymentSource, { id, signal, progress, interval = 1_000 }: FollowOptions): Promise<void> {
  const end = new AbortController();
  const either = AbortSignal.any([signal, end.signal]);
  let failure: ClusterError | undefined;
  const subscription = onEvent((event) => {
    if (event.task && FAILED.has(event.task.status)) progress(`A task of ${event.task.app} failed: ${event.task.message || event.task.status}`);
    if (event.deployment !== id) return;
    if (event.actions && event.type === 'deployment_info') progress(event.actions.join(', '));
    if (event.type === 'deployment_failed') failure = new ClusterError('server', `The deployment failed${event.reason === undefined ? ': it was cancelled or replaced by another.' : `: ${event.reason}`}`);
    if (event.type === 'deployment_failed' || event.type === 'deployment_success') end.abort();
  });
  try {
    while (!either.aborted) {
      await delay(interval, undefined, { signal: either }).catch(() => undefined);
      if (either.aborted || !(await running(either)).includes(id)) break;
    }
  } catch (error) {
    if (!either.aborted) throw error;
  } finally {
    subscription.dispose();
  }
  if (signal.aborted) throw new ClusterError('cancelled', 'The deployment is not followed any more.');
  if (failure) throw failure;
}

const FAILED = new Set(['TASK_FAILED', 'TASK_ERROR', 'TASK_LOST', 'TASK_DROPPED', 'TASK_GONE']);
