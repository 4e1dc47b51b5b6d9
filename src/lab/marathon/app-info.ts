import type { AppDefinition } from './definitions/app';
import type { Marathon } from './marathon';
import { viewTask } from './api/views';

/** Optional parts of an app's representation. */
export interface Embeds {
  readonly tasks: boolean;
  readonly lastTaskFailure: boolean;
}

/** Parses the `embed` parameters, each with an optional prefix `apps.` or `app.`. */
export function parseEmbeds(query: URLSearchParams): Embeds {
  const names = new Set(query.getAll('embed').map((name) => name.replace(/^apps?\./, '')));
  const failures = names.has('failures');
  return { tasks: names.has('tasks') || failures, lastTaskFailure: names.has('lastTaskFailure') || failures };
}

/** Formats an app with its task counts, its deployments, and the requested parts. */
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
