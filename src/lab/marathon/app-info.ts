import type { AppDefinition } from './definitions/app';
import type { Marathon } from './marathon';
import { viewTask } from './api/views';

/** Parts that an app is shown with on request. */
export interface Embeds {
  readonly tasks: boolean;
  readonly lastTaskFailure: boolean;
}

/** Reads the `embed` parameters; `apps.` or `app.` may stand before each. */
export function parseEmbeds(query: URLSearchParams): Embeds {
  const names = new Set(query.getAll('embed').map((name) => name.replace(/^apps?\./, '')));
  const failures = names.has('failures');
  return { tasks: names.has('tasks') || failures, lastTaskFailure: names.has('lastTaskFailure') || failures };
}

/** An app with the counts of its tasks and the deployments that hold it, and what else was asked for. */
export function viewApp(marathon: Marathon, app: AppDefinition, embeds: Embeds): object {
  const tasks = marathon.scheduler.tasks(app.id);
  const failure = marathon.scheduler.run(app.id)?.lastFailure;
  const running = tasks.filter(({ startedAt }) => startedAt !== null).length;
  const checked = tasks.filter(({ health }) => health.length > 0);
  return {
    ...app,
    tasksStaged: tasks.length - running,
    tasksRunning: running,
    tasksHealthy: checked.filter(({ health }) => health.every(({ alive }) => alive)).length,
    tasksUnhealthy: checked.filter(({ health }) =>
      health.some(({ alive, lastFailure }) => !alive && lastFailure !== null),
    ).length,
    deployments: marathon.deployments.locking(app.id).map((id) => ({ id })),
    ...(embeds.tasks && { tasks: tasks.map((task) => viewTask(task, app)) }),
    ...(embeds.lastTaskFailure && failure && { lastTaskFailure: failure }),
  };
}
