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
  readonly signal: AbortSignal;
  /** Hears what the deployment does, and which tasks fail meanwhile. */
  readonly progress: (message: string) => void;
  /** Milliseconds between two looks at the list of deployments, the safety net below the events. */
  readonly interval?: number;
}

/**
 * Starts a deployment and waits until it has ended. It has when its event says so, or when its id is gone from the list:
 * events can be lost. A crash-looping app never ends its deployment; its failures are told as progress.
 * @param start makes the change and resolves with the deployment's id.
 * @throws ClusterError whatever `start` throws; `server` with Marathon's reason when the deployment failed; `cancelled`
 * when the signal aborts.
 */
export async function followDeployment({ onEvent, running }: DeploymentSource, start: () => Promise<string>, { signal, progress, interval = 1_000 }: FollowOptions): Promise<void> {
  // Events may come before the answer that tells the deployment's id.
  const ended = new Map<string, MarathonEvent>();
  let id: string | undefined;
  let heard: () => void = () => undefined;
  const subscription = onEvent((event) => {
    if (event.task && FAILED.has(event.task.status)) progress(`A task of ${event.task.app} failed: ${event.task.message || event.task.status}`);
    if (event.deployment === undefined) return;
    if (event.deployment === id && event.type === 'deployment_info' && event.actions) progress(event.actions.join(', '));
    if (!END.has(event.type)) return;
    ended.set(event.deployment, event);
    if (event.deployment === id) heard();
  });
  try {
    id = await start();
    while (!ended.has(id)) {
      const pause = new AbortController();
      const news = new Promise<void>((resolve) => (heard = resolve));
      await Promise.race([news, delay(interval, undefined, { signal: AbortSignal.any([signal, pause.signal]) }).catch(() => undefined)]);
      pause.abort();
      if (signal.aborted) throw new ClusterError('cancelled', 'The deployment is not followed any more.');
      if (!ended.has(id) && !(await running(signal)).includes(id)) break;
    }
    const end = ended.get(id);
    if (end?.type === 'deployment_failed') throw new ClusterError('server', `The deployment failed: ${end.reason ?? 'it was cancelled, or replaced by another.'}`);
  } finally {
    subscription.dispose();
  }
}

const END = new Set(['deployment_success', 'deployment_failed']);
const FAILED = new Set(['TASK_FAILED', 'TASK_ERROR', 'TASK_LOST', 'TASK_DROPPED', 'TASK_GONE']);
