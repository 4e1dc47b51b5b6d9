import { parseJson } from '../../base/json';
import * as z from 'zod/mini';
import type { ObservedTarget } from '../model/snapshot';

/** What star-collect holds for one resource: null until a fetch succeeded, and again when the last one failed. */
export type ResourceAnswer = { readonly url: string; readonly targets: readonly ObservedTarget[] } | null;

const target = z.object({ url: z.string(), reachable: z.boolean() });
const targets = z.object({ targets: z.array(z.unknown()) });

/** star-probe wraps its targets in `status`; star's README shows them without. Both are read. */
const probe = z.union([
  z.pipe(
    z.object({ status: targets }),
    z.transform(({ status }: { status: z.infer<typeof targets> }) => status),
  ),
  targets,
]);

const answer = z.object({ url: z.string(), json: z.unknown() });
/** Not a record of the schema library: that has no place for a resource called `__proto__`. */
const responses = z.object({
  responses: z.custom<Readonly<Record<string, unknown>>>(
    (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value),
  ),
});

const resource = z.object({ id: z.string(), url: z.string() });
const resources = z.object({ resources: z.array(z.unknown()) });

/**
 * Reads star-collect's answer to `GET /responses`. An answer of a resource that is no star-probe's counts as an answer
 * without targets, as star-collect stores any JSON; one without a URL counts as none.
 * @returns undefined when the text is not star-collect's.
 */
export function parseResponses(text: string): ReadonlyMap<string, ResourceAnswer> | undefined {
  const parsed = responses.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  return new Map(Object.entries(parsed.data.responses).map(([id, value]) => [id, parseAnswer(value)]));
}

/**
 * Reads star-collect's answer to `GET /resources` as URLs by id. The store admits an id twice; the first URL in
 * alphabetical order is taken, since the order of the list is arbitrary.
 * @returns undefined when the text is not star-collect's.
 */
export function parseResources(text: string): ReadonlyMap<string, string> | undefined {
  const parsed = resources.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  const urls = new Map<string, string>();
  for (const { id, url } of valid(resource, parsed.data.resources)) {
    const known = urls.get(id);
    if (known === undefined || url < known) urls.set(id, url);
  }
  return urls;
}

function parseAnswer(value: unknown): ResourceAnswer {
  const parsed = answer.safeParse(value);
  if (!parsed.success) return null;
  const { url, json } = parsed.data;
  const status = probe.safeParse(json);
  return { url, targets: status.success ? valid(target, status.data.targets) : [] };
}

/** The items that the schema admits; one bad item does not cost the others. */
function valid<T>(schema: z.ZodMiniType<T>, items: readonly unknown[]): T[] {
  return items.flatMap((item) => {
    const parsed = schema.safeParse(item);
    return parsed.success ? [parsed.data] : [];
  });
}
