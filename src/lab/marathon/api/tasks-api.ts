import type { Express, Request, Response } from 'express';
import * as z from 'zod/mini';
import { queryOf, textBody } from '../../http/json-app';
import { withVersion } from '../definitions/app';
import { existing } from './apps-api';
import { allApps, putApp } from '../definitions/group';
import { isTrue, matched, sendDeployment } from './http';
import type { Marathon } from '../marathon';
import { MarathonError, unknownGroup } from './errors';
import { parseBody } from '../definitions/parse';
import { absoluteId } from '../definitions/path-id';
import type { TaskRecord } from '../task-record';
import { viewTask } from './views';

/** The tasks of all apps of a group and below. */
const BELOW = /^\/v2\/apps\/(.*?)\/?\*\/tasks\/?$/;
const OF_APP = /^\/v2\/apps\/(.+?)\/tasks(?:\/([^/]+))?\/?$/;

const killSchema = z.object({ ids: z.array(z.string()) });

/** `/v2/tasks` and `/v2/apps/ID/tasks` (Marathon 0.14 TasksResource, AppTasksResource). Must come before the apps' own routes. */
export function tasksApi(app: Express, marathon: Marathon): void {
  app.get('/v2/tasks', (request, response) => list(marathon, request, response));
  app.post('/v2/tasks/delete', async (request, response) => {
    const { ids } = parseBody(killSchema, await textBody(request));
    kill(
      marathon,
      marathon.scheduler.tasks().filter(({ id }) => ids.includes(id)),
      request,
      response,
    );
  });
  app.get(BELOW, (request, response) => {
    const id = absoluteId(matched(request, 0));
    const group = marathon.group(id);
    if (!group) throw unknownGroup(id);
    response.json({
      tasks: allApps(group).flatMap((each) => marathon.scheduler.tasks(each.id).map((task) => viewTask(task, each))),
    });
  });
  app.get(OF_APP, (request, response) => {
    const definition = existing(marathon, absoluteId(matched(request, 0)));
    response.json({ tasks: marathon.scheduler.tasks(definition.id).map((task) => viewTask(task, definition)) });
  });
  app.delete(OF_APP, (request, response) => {
    const { id: appId } = existing(marathon, absoluteId(matched(request, 0)));
    const wanted = matched(request, 1);
    const host = queryOf(request).get('host');
    const tasks = marathon.scheduler
      .tasks(appId)
      .filter(({ id, agent }) => (wanted === '' || id === wanted) && (host === null || agent.hostname === host));
    if (wanted !== '' && tasks.length === 0)
      throw new MarathonError(404, { message: `Task '${wanted}' does not exist` });
    kill(marathon, tasks, request, response, wanted === '' ? 'tasks' : 'task');
  });
}

function list(marathon: Marathon, request: Request, response: Response): void {
  const states = queryOf(request)
    .getAll('status')
    .flatMap((text) => text.split(','));
  const stateOf = ({ startedAt }: TaskRecord) => (startedAt === null ? 'staging' : 'running');
  const tasks = marathon.scheduler.tasks().filter((task) => states.length === 0 || states.includes(stateOf(task)));
  if (request.headers.accept?.includes('application/json')) {
    response.json({ tasks: tasks.map((task) => viewTask(task, marathon.app(task.appId))) });
  } else {
    response.type('text/plain').send(
      marathon.apps
        .flatMap(({ id, ports }) =>
          textLines(
            id,
            ports,
            tasks.filter(({ appId }) => appId === id),
          ),
        )
        .join(''),
    );
  }
}

/** The format for scripts: name, service port, and each task's host and port, tab-separated. */
function textLines(appId: string, servicePorts: readonly number[], tasks: readonly TaskRecord[]): string[] {
  const name = appId.slice(1).replaceAll('/', '_');
  const running = tasks.filter(({ startedAt }) => startedAt !== null);
  if (servicePorts.length === 0) return [`${[name, ' ', ...running.map(({ agent }) => agent.hostname)].join('\t')}\n`];
  return servicePorts.map(
    (port, i) =>
      `${[name, port, ...running.map(({ agent, ports }) => `${agent.hostname}:${ports[i] ?? 0}`)].join('\t')}\n`,
  );
}

/**
 * Kills tasks; with `scale`, also scales their apps down, which is a deployment.
 * @param as The key in the response; a single named task is not in a list.
 */
function kill(
  marathon: Marathon,
  tasks: readonly TaskRecord[],
  request: Request,
  response: Response,
  as: 'task' | 'tasks' = 'tasks',
): void {
  if (!isTrue(request, 'scale')) {
    for (const task of tasks) marathon.scheduler.run(task.appId)?.kill(task);
    const views = tasks.map((task) => viewTask(task, marathon.app(task.appId)));
    response.json(as === 'task' ? { task: views[0] } : { tasks: views });
    return;
  }
  const plan = marathon.change(
    '/',
    (root, version) =>
      marathon.apps.reduce((tree, app) => {
        const fewer = tasks.filter(({ appId }) => appId === app.id).length;
        if (fewer === 0) return tree;
        marathon.scheduler.run(app.id)?.doom(tasks.map(({ id }) => id));
        return putApp(
          tree,
          withVersion(app, { ...app, instances: Math.max(0, app.instances - fewer) }, version),
          version,
        );
      }, root),
    isTrue(request, 'force'),
  );
  sendDeployment(response, plan);
}
