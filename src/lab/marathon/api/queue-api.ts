import type { Express } from 'express';
import { MarathonError } from './errors';
import { matched } from './http';
import type { Marathon } from '../marathon';
import { absoluteId } from '../definitions/path-id';

const DELAY = /^\/v2\/queue\/(.+?)\/delay\/?$/;

/** `/v2/queue` (Marathon 0.14 QueueResource): apps with pending tasks, and their remaining backoff. */
export function queueApi(app: Express, { scheduler }: Marathon): void {
  app.get('/v2/queue', (_request, response) => {
    const waiting = scheduler.runs.filter(({ missing }) => missing > 0);
    response.json({
      queue: waiting.map(({ app: definition, missing, delayMs }) => ({
        app: definition,
        count: missing,
        delay: { timeLeftSeconds: Math.floor(delayMs / 1000), overdue: delayMs === 0 },
      })),
    });
  });
  app.delete(DELAY, (request, response) => {
    const id = absoluteId(matched(request, 0));
    const run = scheduler.run(id);
    if (!run || run.missing === 0)
      throw new MarathonError(404, { message: `Application ${id} not found in tasks queue.` });
    run.resetDelay();
    response.status(204).end();
  });
}
