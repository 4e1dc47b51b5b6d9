import * as z from 'zod/mini';
import { absoluteId } from '../path-id';

/** The parts of an app or pod definition that a plan needs. */
export interface DefinedApp {
  /** Absolute. */
  readonly id: string;
  /** The wanted number of instances. Marathon's default is 1. */
  readonly instances: number;
}

/** A group definition with absolute IDs. Omitted sets stay unchanged. */
export interface DefinedGroup {
  readonly id: string;
  readonly apps: readonly DefinedApp[] | undefined;
  readonly groups: readonly DefinedGroup[] | undefined;
}

const app = z.object({ id: z.string(), instances: z.catch(z.optional(z.number()), undefined) });
const group = z.object({
  id: z.catch(z.optional(z.string()), undefined),
  apps: z.nullish(z.array(app)),
  groups: z.nullish(z.array(z.unknown())),
});

/**
 * Reads a definition as Marathon does: resolves IDs against their group, and the outermost ID against the path of the
 * request.
 * @returns undefined if Marathon would reject it.
 */
export function readDefinition(definition: unknown, path: string): DefinedGroup | undefined {
  const parsed = group.safeParse(definition);
  if (!parsed.success) return undefined;
  const id = absoluteId(parsed.data.id ?? '', path);
  const groups = parsed.data.groups?.map((inner) => readDefinition(inner, id));
  if (groups?.includes(undefined)) return undefined;
  return {
    id,
    apps: parsed.data.apps?.map((item) => ({ id: absoluteId(item.id, id), instances: item.instances ?? 1 })),
    groups: groups?.filter((inner) => inner !== undefined),
  };
}

/** Returns all apps of a definition, including those of nested groups. */
export function appsOf({ apps = [], groups = [] }: DefinedGroup): readonly DefinedApp[] {
  return [...apps, ...groups.flatMap(appsOf)];
}
