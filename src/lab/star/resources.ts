import * as z from 'zod/mini';
import { jsonOrUndefined } from '../json';
import { describeProblems } from '../schema';

const resourceSchema = z.object({ id: z.string(), url: z.string() });

/** A resource that the collector polls. */
export type Resource = z.infer<typeof resourceSchema>;

/** Parses a resources file; undefined if it is invalid. */
export function parseResources(text: string): Resource[] | undefined {
  return z.array(resourceSchema).safeParse(jsonOrUndefined(text)).data;
}

/** Parses the body of a `POST /resources`; returns a sentence if it is invalid. */
export function parseResource(text: string): Resource | string {
  const parsed = resourceSchema.safeParse(jsonOrUndefined(text));
  return parsed.success ? parsed.data : `invalid resource: ${describeProblems(parsed.error)}`;
}
