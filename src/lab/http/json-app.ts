import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler } from 'express';
import { readBody } from './body';

/** Creates an Express app with the defaults of all lab services: no headers that reveal the framework, no caching. */
export function newApp(): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  // Clients such as curl send JSON under any content type, and Docker's API accepts it.
  app.set('query parser', (text: string) => new URLSearchParams(text));
  return app;
}

/** Returns the query of a request to an app created by {@link newApp}. */
export function queryOf(request: Request): URLSearchParams {
  return request.query as unknown as URLSearchParams;
}

/** Reads the body of a request; undefined if it is empty. */
export async function textBody(request: Request): Promise<string | undefined> {
  return (await readBody(request)) || undefined;
}

/** Handles requests that no route matches, and errors. */
export function otherwise(app: Express, handler: RequestHandler, failed: ErrorRequestHandler): void {
  app.use(handler);
  app.use(failed);
}

/** Returns the HTTP status of an error: of the service, of an unreadable body, or of Express for an invalid path. */
export function statusOf(error: unknown): number {
  return error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500;
}
