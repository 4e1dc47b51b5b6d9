import { parseJson } from '../../base/json';
import * as z from 'zod/mini';
import type { ObservedTarget } from '../model/snapshot';

/** The answer that star-collect stores for a resource: null until the first successful fetch and after a failed one. */
export type ResourceAnswer = { readonly url: string; readonly targets: readonly ObservedTarget[] } | null;

const target = z.object({ url: z.string(), reachable: z.boolean() });
const targets = z.object({ targets: z.array(z.unknown()) });

/** star-probe wraps its targets in `status`. star's README shows them without. Both are accepted. */
const probe = z.union([
  z.pipe(
    z.object({ status: targets }),
    z.transform(({ status }: { status: z.infer<typeof targets> }) => status),
  ),
  targets,
]);

const answer = z.object({ url: z.string(), json: z.unknown() });
/** Not the schema library's record, which loses a resource named `__proto__`. */
const responses = z.object({
  responses: z.custom<Readonly<Record<string, unknown>>>(
    (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value),
  ),
});

const resource = z.object({ id: z.string(), url: z.string() });
const resources = z.object({ resources: z.array(z.unknown()) });

/**
 * Parses star-collect's answer to `GET /responses`. A stored answer that is not star-probe's counts as an answer
 * without targets, because star-collect stores any JSON. One without a URL counts as none.
 * @returns undefined if the text is not star-collect's.
 */
export function parseResponses(text: string): ReadonlyMap<string, ResourceAnswer> | undefined {
  return readResponses(parseJson(text));
}

/** Reads star-collect's parsed answer to `GET /responses`, as {@link parseResponses} does. */
export function readResponses(value: unknown): ReadonlyMap<string, ResourceAnswer> | undefined {
  const parsed = responses.safeParse(value);
  if (!parsed.success) return undefined;
  return new Map(Object.entries(parsed.data.responses).map(([id, value]) => [id, parseAnswer(value)]));
}

/**
 * Parses star-collect's answer to `GET /resources` as URLs by ID. IDs can occur twice. The alphabetically first URL is
 * used, because the list's order is arbitrary.
 * @returns undefined if the text is not star-collect's.
 */
export function parseResources(text: string): ReadonlyMap<string, string> | undefined {
  return readResources(parseJson(text));
}

/** Reads star-collect's parsed answer to `GET /resources`, as {@link parseResources} does. */
export function readResources(value: unknown): ReadonlyMap<string, string> | undefined {
  const parsed = resources.safeParse(value);
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

/** Returns the items that match the schema. A bad item doesn't affect the others. */
function valid<T>(schema: z.ZodMiniType<T>, items: readonly unknown[]): T[] {
  return items.flatMap((item) => {
    const parsed = schema.safeParse(item);
    return parsed.success ? [parsed.data] : [];
  });
}
