import * as z from 'zod/mini';
import { jsonOrUndefined } from '../json';
import { describeProblems } from '../schema';

const resourceSchema = z.object({ id: z.string(), url: z.string() });

/** Something that the collector asks. */
export type Resource = z.infer<typeof resourceSchema>;

/** The text of a resources file; undefined when it is none. */
export function parseResources(text: string): Resource[] | undefined {
  return z.array(resourceSchema).safeParse(jsonOrUndefined(text)).data;
}

/** The body of a `POST /resources`, or a sentence about what is wrong with it. */
export function parseResource(text: string): Resource | string {
  const parsed = resourceSchema.safeParse(jsonOrUndefined(text));
  return parsed.success ? parsed.data : `invalid resource: ${describeProblems(parsed.error)}`;
}
