import type { Request, Response } from 'express';
import { queryOf } from '../http/json-app';
import type { Plan } from './plan';

/** What the routes of an API get: the part of the path that they matched, decoded. */
export function matched(request: Request, group: number): string {
  const text = (request.params as Readonly<Record<string, string | undefined>>)[group];
  return text ?? '';
}

/** Whether a parameter of the query is `true`. */
export function isTrue(request: Request, name: string): boolean {
  return queryOf(request).get(name) === 'true';
}

/** The answer to every request that began a deployment. */
export function sendDeployment(response: Response, { version, id }: Plan, status = 200): void {
  response.status(status).json({ version, deploymentId: id });
}
