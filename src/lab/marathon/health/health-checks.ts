import { poll } from '../../star/poll';
import type { AppRun } from '../app-run';
import type { EventBus } from '../event-bus';
import { afterResult, isHopeless, unknownHealth } from './health';
import type { HealthCheck } from './health-check-schema';
import type { Probe } from './health-probe';
import type { Scheduler } from '../scheduler';
import { slaveId, type TaskRecord } from '../task-record';

/** Runs the health checks of all running tasks, each at its own interval. */
export class HealthChecks {
  /** Functions that stop a task's checks, by task ID. */
  readonly #running = new Map<string, () => void>();

  constructor(
    private readonly scheduler: Scheduler,
    private readonly events: EventBus,
    private readonly probe: Probe,
  ) {
    scheduler.on('changed', () => this.#update());
  }

  close(): void {
    for (const stop of this.#running.values()) stop();
    this.#running.clear();
  }

  /** Starts checks of new tasks, and stops those of terminated ones. */
  #update(): void {
    const wanted = new Map(
      this.scheduler.runs.flatMap((run) =>
        run.app.healthChecks.length === 0
          ? []
          : [...run.tasks.values()].map((task) => [task.id, { run, task }] as const),
      ),
    );
    for (const [id, stop] of this.#running) {
      if (wanted.has(id)) continue;
      stop();
      this.#running.delete(id);
    }
    for (const [id, { run, task }] of wanted) {
      if (task.state === 'running' && !this.#running.has(id)) this.#running.set(id, this.#begin(run, task));
    }
  }

  #begin(run: AppRun, task: TaskRecord): () => void {
    // Those of the task's own configuration: changed checks start new tasks.
    const { healthChecks } = run.app;
    task.health = healthChecks.map(() => unknownHealth(task.id));
    const stops = healthChecks.map((check, i) =>
      poll(check.intervalSeconds * 1000, () => this.#check(run, task, check, i)),
    );
    return () => stops.forEach((stop) => stop());
  }

  async #check(run: AppRun, task: TaskRecord, check: HealthCheck, i: number): Promise<void> {
    const { id: taskId, appId, version } = task;
    const cause = await this.probe(check, task, run.app);
    const before = task.health[i];
    if (!before || !this.#running.has(taskId)) return;
    const after = afterResult(before, cause, check, task.startedAt ?? task.stagedAt, Date.now());
    task.health = task.health.with(i, after);
    if (after.consecutiveFailures > before.consecutiveFailures)
      this.events.publish('failed_health_check_event', { appId, taskId, healthCheck: check });
    if (after.alive !== before.alive)
      this.events.publish('health_status_changed_event', { appId, taskId, version, alive: after.alive });
    if (isHopeless(after, check)) {
      this.events.publish('unhealthy_task_kill_event', {
        appId,
        taskId,
        version,
        reason: cause,
        host: task.agent.hostname,
        slaveId: slaveId(task.agent),
      });
      run.kill(task);
    }
    if (after !== before) this.scheduler.emit('changed');
  }
}
