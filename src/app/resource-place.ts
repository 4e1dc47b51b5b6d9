import * as z from 'zod/mini';
import type { Path } from '../base/decode';
import { isResourceKind, type ResourceId } from '../policy/resources';

/** A place in the document of an object of Calico 3. */
export interface ResourcePlace {
  readonly resource: ResourceId;
  /** From the root of the object; empty for the object itself. */
  readonly path: Path;
}

const place = z.object({
  resource: z.object({ kind: z.string(), namespace: z.optional(z.string()), name: z.string() }),
  path: z.array(z.union([z.string(), z.number()])),
});

/** Returns the place that a command was called with by a page or another part of the extension, or undefined. */
export function resourcePlaceIn(argument: unknown): ResourcePlace | undefined {
  const { data } = place.safeParse(argument);
  if (!data) return undefined;
  const { kind, namespace, name } = data.resource;
  return isResourceKind(kind)
    ? { resource: { kind, ...(namespace !== undefined && { namespace }), name }, path: data.path }
    : undefined;
}
