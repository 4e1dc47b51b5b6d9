import type { Express } from 'express';
import { answerOtherwise } from '../control/otherwise';
import { newApp } from '../http/json-app';

/** The response of `GET /`. */
const HELP = {
  'POST /reset': 'removes all objects and makes those of the first start',
  'POST /watches/end': 'ends all open watches, as a restart of the API server does',
};

/** What can be asked of the lab besides its API. */
export interface ControlParts {
  readonly reset: () => void;
  readonly endWatches: () => void;
}

/** The lab's own API. `GET /` lists the endpoints. */
export function controlServer({ reset, endWatches }: ControlParts): Express {
  const app = newApp();
  app.get('/', (_request, response) => void response.json(HELP));
  app.post('/reset', (_request, response) => {
    reset();
    response.json({});
  });
  app.post('/watches/end', (_request, response) => {
    endWatches();
    response.json({});
  });
  answerOtherwise(app);
  return app;
}
