import type { Request, Response } from 'express';
import { queryOf } from '../../http/json-app';
import type { Plan } from '../definitions/plan';

/** What the routes of an API get: the part of the path that they matched, decoded. */
export function matched(request: Request, group: number): string {
  const text = (request.params as Readonly<Record<string, string | undefined>>)[group];
  return text ?? '';
}

/**
 * Whether a parameter of the query is `true`, in any case, as Java's Boolean.valueOf reads it.
 * @param otherwise What it is when it is left out.
 */
export function isTrue(request: Request, name: string, otherwise = false): boolean {
  const text = queryOf(request).get(name);
  return text === null ? otherwise : text.toLowerCase() === 'true';
}

/** The answer to every request that began a deployment. */
export function sendDeployment(response: Response, { version, id }: Plan, status = 200): void {
  response.status(status).json({ version, deploymentId: id });
}
