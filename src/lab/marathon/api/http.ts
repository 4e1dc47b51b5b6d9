import type { Request, Response } from 'express';
import { queryOf } from '../../http/json-app';
import type { PlannedDeployment } from '../definitions/plan';

/** Returns the decoded part of the path that a route matched. */
export function matched(request: Request, group: number): string {
  const text = (request.params as Readonly<Record<string, string | undefined>>)[group];
  return text ?? '';
}

/**
 * Whether a query parameter is `true`, in any case, as in Java's Boolean.valueOf.
 * @param otherwise The default.
 */
export function isTrue(request: Request, name: string, otherwise = false): boolean {
  const text = queryOf(request).get(name);
  return text === null ? otherwise : text.toLowerCase() === 'true';
}

/** Sends the response to a request that started a deployment. */
export function sendDeployment(response: Response, { version, id }: PlannedDeployment, status = 200): void {
  response.status(status).json({ version, deploymentId: id });
}
