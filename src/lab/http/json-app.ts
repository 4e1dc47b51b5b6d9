import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler } from 'express';
import { readBody } from './body';

/** An Express app with what all services of the lab want: nothing that gives the framework away, no caching. */
export function newApp(): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  // Clients such as curl send JSON under any content type, and Docker's API takes it so.
  app.set('query parser', (text: string) => new URLSearchParams(text));
  return app;
}

/** The query of a request to an app made by {@link newApp}. */
export function queryOf(request: Request): URLSearchParams {
  return request.query as unknown as URLSearchParams;
}

/** The body of a request, or undefined when it is empty. */
export async function textBody(request: Request): Promise<string | undefined> {
  return (await readBody(request)) || undefined;
}

/** Answers what no route of the app wants. */
export function otherwise(app: Express, handler: RequestHandler, failed: ErrorRequestHandler): void {
  app.use(handler);
  app.use(failed);
}

/** The status that an error asks for: one of the service's own, of a body that cannot be read, or of Express's for a bad path. */
export function statusOf(error: unknown): number {
  return error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500;
}
