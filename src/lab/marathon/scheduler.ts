import { EventEmitter } from 'node:events';
import type { MesosCluster } from '../mesos/cluster';
import type { StatusUpdate } from '../mesos/status';
import { AppRun } from './app-run';
import type { AppDefinition } from './definitions/app';
import type { EventBus } from './event-bus';
import { slaveId, type TaskRecord } from './task-record';

/** All running apps. */
export class Scheduler extends EventEmitter<{ changed: [] }> {
  readonly #runs = new Map<string, AppRun>();

  constructor(
    private readonly mesos: MesosCluster,
    private readonly events: EventBus,
  ) {
    super();
    this.setMaxListeners(0);
    mesos.on('status', (update) => this.#updated(update));
    mesos.on('resources', () => this.#runs.forEach((run) => run.reconcile()));
  }

  run(appId: string): AppRun | undefined {
    return this.#runs.get(appId);
  }

  /** All apps that were started and not removed. */
  get runs(): readonly AppRun[] {
    return [...this.#runs.values()];
  }

  /** IDs of all apps that were started and not removed. */
  get appIds(): string[] {
    return [...this.#runs.keys()];
  }

  /** The tasks of an app, or all tasks, in start order. */
  tasks(appId?: string): TaskRecord[] {
    const runs = appId === undefined ? [...this.#runs.values()] : [this.#runs.get(appId)];
    return runs.flatMap((run) => [...(run?.tasks.values() ?? [])]);
  }

  /** Sets the desired number of tasks and definition of an app. */
  want(app: AppDefinition, instances: number): void {
    let run = this.#runs.get(app.id);
    if (!run) this.#runs.set(app.id, (run = new AppRun(app, this.mesos)));
    run.want(app, instances);
    this.emit('changed');
  }

  /** Removes an app without tasks. */
  forget(appId: string): void {
    this.#runs.get(appId)?.close();
    this.#runs.delete(appId);
  }

  /**
   * Resolves when an app has exactly the desired tasks, all running.
   * @throws the signal's reason if aborted first.
   */
  settled(appId: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        if (this.#runs.get(appId)?.settled === false) return;
        end();
        resolve();
      };
      const abort = (): void => {
        end();
        reject(signal.reason as Error);
      };
      const end = (): void => {
        this.off('changed', check);
        signal.removeEventListener('abort', abort);
      };
      this.on('changed', check);
      signal.addEventListener('abort', abort);
      if (signal.aborted) abort();
      else check();
    });
  }

  /** Kills all tasks and removes all apps. */
  reset(): void {
    for (const appId of this.appIds) this.forget(appId);
  }

  #updated(update: StatusUpdate): void {
    const run = [...this.#runs.values()].find(({ tasks }) => tasks.has(update.taskId));
    const task = run?.tasks.get(update.taskId);
    if (!run || !task) return;
    const { taskId, state, message, agent, address } = update;
    this.events.publish('status_update_event', {
      slaveId: slaveId(agent),
      taskId,
      taskStatus: state,
      message,
      appId: task.appId,
      host: agent.hostname,
      ipAddresses: address === undefined ? [] : [{ ipAddress: address, protocol: 'IPv4' }],
      ports: task.ports,
      version: task.version,
    });
    run.updated(update);
    this.emit('changed');
  }
}
