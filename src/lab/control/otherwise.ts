import type { Express } from 'express';
import { otherwise, statusOf } from '../http/json-app';

/** Answers requests to a control server that no route matches, and errors. */
export function answerOtherwise(app: Express): void {
  otherwise(
    app,
    (request, response) =>
      void response
        .status(404)
        .json({ message: `There is no ${request.method} ${request.path}; GET / lists what there is.` }),
    (error: unknown, _request, response, next) => {
      if (response.headersSent) next(error);
      else response.status(statusOf(error)).json({ message: error instanceof Error ? error.message : String(error) });
    },
  );
}
