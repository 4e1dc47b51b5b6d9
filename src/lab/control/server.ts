import type { Express, Request } from 'express';
import * as z from 'zod/mini';
import { newApp, textBody } from '../http/json-app';
import { answerOtherwise } from './otherwise';
import { jsonOrUndefined } from '../json';
import { describeProblems } from '../schema';
import { ControlError, faultSchema, type Faults } from './faults';

/** The response of `GET /`. */
const HELP = {
  'GET /state': 'agents in touch, tasks, and faults that are set',
  'POST /reset': 'removes every network, app, group and rule: the cluster is as at its first start',
  'POST /crash': '{"target":"TASK or APP","message":"…"}: the task ends as TASK_FAILED; Marathon starts another',
  'POST /agents/NAME/lose': 'the agent is cut off: its tasks are TASK_LOST, nothing new starts there',
  'POST /agents/NAME/restore': 'the agent is back, empty',
  'POST /faults':
    '{"target":"TASK, APP or ADDRESS","delayMs":2000,"refuse":true}: new connections to it are slow or refused; with neither it heals',
  'DELETE /faults': 'heals all addresses',
};

const crashSchema = z.object({ target: z.string(), message: z.optional(z.string()) });

/** The lab's own API: injects failures, and resets the cluster. `GET /` lists the endpoints. */
export function controlServer(faults: Faults, reset: () => void): Express {
  const app = newApp();
  app.get('/', (_request, response) => void response.json(HELP));
  app.get('/state', (_request, response) => void response.json(faults.view()));
  app.post('/reset', (_request, response) => {
    reset();
    response.json({});
  });
  app.post('/crash', async (request, response) => {
    const { target, message } = await body(request, crashSchema);
    response.json({ crashed: faults.crash(target, message) });
  });
  app.post('/agents/:name/lose', (request, response) => {
    faults.loseAgent(request.params.name);
    response.json(faults.view());
  });
  app.post('/agents/:name/restore', (request, response) => {
    faults.restoreAgent(request.params.name);
    response.json(faults.view());
  });
  app.post('/faults', async (request, response) => {
    faults.set(await body(request, faultSchema));
    response.json(faults.view());
  });
  app.delete('/faults', (_request, response) => {
    faults.clear();
    response.json(faults.view());
  });
  answerOtherwise(app);
  return app;
}

async function body<T>(request: Request, schema: z.ZodMiniType<T>): Promise<T> {
  const parsed = schema.safeParse(jsonOrUndefined((await textBody(request)) ?? ''));
  if (!parsed.success) throw new ControlError(400, describeProblems(parsed.error));
  return parsed.data;
}
