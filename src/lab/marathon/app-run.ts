import type { MesosCluster } from '../mesos/cluster';
import { isTerminal, type StatusUpdate } from '../mesos/status';
import { networkOf, type AppDefinition } from './definitions/app';
import { Backoff } from './backoff';
import { hostPorts, newTaskId, slaveId, type TaskRecord } from './task-record';

/** The last failure of an app's task, as Marathon shows it. */
export interface TaskFailure {
  readonly appId: string;
  readonly host: string;
  readonly message: string;
  readonly state: string;
  readonly taskId: string;
  readonly timestamp: string;
  readonly version: string;
  readonly slaveId: string;
}

/** Runs one app: starts and kills tasks until the desired number of the desired configuration runs. */
export class AppRun {
  readonly tasks = new Map<string, TaskRecord>();
  readonly #backoff = new Backoff();
  readonly #doomed = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #app: AppDefinition;
  #instances = 0;
  lastFailure: TaskFailure | undefined;

  constructor(
    app: AppDefinition,
    private readonly mesos: MesosCluster,
  ) {
    this.#app = app;
  }

  get app(): AppDefinition {
    return this.#app;
  }

  /** Whether the desired state is reached: the right number, all running and healthy, none of an old configuration. */
  get settled(): boolean {
    const tasks = [...this.tasks.values()];
    return (
      tasks.length === this.#instances &&
      tasks.every((task) => task.state === 'running' && this.#isCurrent(task) && this.isHealthy(task))
    );
  }

  /** Whether all of the app's health checks report a task as alive. */
  isHealthy({ health }: TaskRecord): boolean {
    return health.length >= this.#app.healthChecks.length && health.every(({ alive }) => alive);
  }

  /** The number of tasks still to be launched. */
  get missing(): number {
    const current = [...this.tasks.values()].filter((task) => task.state !== 'killing' && this.#isCurrent(task));
    return Math.max(0, this.#instances - current.length);
  }

  /** Milliseconds until the next launch is allowed. */
  get delayMs(): number {
    return this.#backoff.remainingMs;
  }

  /** Ends the wait for the next launch. */
  resetDelay(): void {
    this.#backoff.reset();
    this.reconcile();
  }

  /**
   * Sets the desired number of tasks and definition. A new configuration replaces old tasks by the app's upgrade
   * strategy.
   */
  want(app: AppDefinition, instances: number): void {
    if (app.versionInfo.lastConfigChangeAt !== this.#app.versionInfo.lastConfigChangeAt) this.#backoff.reset();
    this.#app = app;
    this.#instances = instances;
    this.reconcile();
  }

  /** Keeps the present state as the desired one. */
  hold(): void {
    this.#instances = [...this.tasks.values()].filter((task) => task.state !== 'killing').length;
  }

  /** Selects tasks to be killed first if there are too many. */
  doom(ids: readonly string[]): void {
    for (const id of ids) this.#doomed.add(id);
  }

  /** Kills one task; the app starts a replacement. */
  kill(task: TaskRecord): void {
    if (task.state === 'killing') return;
    task.state = 'killing';
    this.mesos.find(task.id)?.kill();
  }

  /** Handles a task's status update. */
  updated({ taskId, state, message, agent, address }: StatusUpdate): void {
    const task = this.tasks.get(taskId);
    if (!task) return;
    if (!isTerminal(state)) {
      task.address = address;
      task.startedAt = new Date().toISOString();
      if (task.state === 'staging') task.state = 'running';
    } else {
      this.tasks.delete(taskId);
      this.#doomed.delete(taskId);
      if (state !== 'TASK_KILLED')
        this.#failed(task, {
          appId: task.appId,
          host: agent.hostname,
          message,
          state,
          taskId,
          timestamp: new Date().toISOString(),
          version: task.version,
          slaveId: slaveId(agent),
        });
    }
    this.reconcile();
  }

  /** Takes the next steps towards the desired state. */
  reconcile(): void {
    const alive = [...this.tasks.values()].filter((task) => task.state !== 'killing');
    const old = alive.filter((task) => !this.#isCurrent(task));
    const current = alive.filter((task) => this.#isCurrent(task));
    const { least, most } = this.#capacity([...this.tasks.values()].some((task) => !this.#isCurrent(task)));

    const running = alive.filter((task) => task.state === 'running').length;
    let spare = Math.max(0, running - least);
    for (const task of old) {
      if (task.state === 'running' && spare-- <= 0) continue;
      this.kill(task);
    }
    for (const task of this.#byWorth(current).slice(this.#instances)) this.kill(task);
    const room = Math.min(this.#instances - current.length, most - this.tasks.size);
    if (room > 0) this.#launch(room);
  }

  /** Stops the timer. */
  close(): void {
    clearTimeout(this.#timer);
  }

  /** The minimum number of running tasks and the maximum number of existing ones, including those terminating. */
  #capacity(replacing: boolean): { readonly least: number; readonly most: number } {
    const wanted = this.#instances;
    if (!replacing) return { least: wanted, most: wanted };
    const { minimumHealthCapacity, maximumOverCapacity } = this.#app.upgradeStrategy;
    const least = Math.ceil(wanted * minimumHealthCapacity);
    const most = Math.floor(wanted * (1 + maximumOverCapacity));
    // If neither a gap nor a surplus were allowed, nothing could ever be replaced.
    return { least, most: least === wanted && most === wanted ? wanted + 1 : most };
  }

  #launch(count: number): void {
    const wait = this.#backoff.remainingMs;
    if (wait > 0) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.reconcile(), wait);
      return;
    }
    for (let i = 0; i < count; i += 1) if (!this.#launchOne()) return;
  }

  #launchOne(): boolean {
    const { id: appId, version, versionInfo, cpus, mem, cmd, args, env, uris, container } = this.#app;
    const id = newTaskId(appId);
    const image = container?.docker?.image;
    const task = this.mesos.launch({
      id,
      appId,
      cpus,
      mem,
      image,
      cmd: cmd ?? undefined,
      args: args ?? undefined,
      env,
      uris,
      ...networkOf(this.#app),
    });
    if (!task) return false;
    this.tasks.set(id, {
      id,
      appId,
      version,
      configVersion: versionInfo.lastConfigChangeAt,
      agent: task.agent,
      stagedAt: new Date().toISOString(),
      startedAt: null,
      address: undefined,
      health: [],
      state: 'staging',
      ports: hostPorts(this.#app),
    });
    return true;
  }

  #failed(task: TaskRecord, failure: TaskFailure): void {
    this.lastFailure = failure;
    this.#backoff.failed(this.#app, task.startedAt === null ? 0 : Date.now() - Date.parse(task.startedAt));
  }

  /** The tasks in order of preference: not selected for killing, running, old. */
  #byWorth(tasks: readonly TaskRecord[]): TaskRecord[] {
    const rank = (task: TaskRecord) => (this.#doomed.has(task.id) ? 2 : 0) + (task.state === 'staging' ? 1 : 0);
    return [...tasks].sort((a, b) => rank(a) - rank(b));
  }

  #isCurrent({ configVersion }: TaskRecord): boolean {
    return configVersion === this.#app.versionInfo.lastConfigChangeAt;
  }
}
