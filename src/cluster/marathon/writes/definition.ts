import * as z from 'zod/mini';
import { absoluteId } from '../path-id';

/** An app or pod of a group definition, as far as a plan needs it. */
export interface DefinedApp {
  /** Absolute. */
  readonly id: string;
  /** Wanted ones; 1 is Marathon's default. */
  readonly instances: number;
}

/** A group definition with absolute ids. Sets that it leaves out stay as they are. */
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
 * Reads a definition as Marathon does: ids are resolved against the group that they stand in, the outermost against
 * the path that it is put to.
 * @returns undefined for what Marathon would refuse.
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

/** All apps of a definition, also those of its inner groups. */
export function appsOf({ apps = [], groups = [] }: DefinedGroup): readonly DefinedApp[] {
  return [...apps, ...groups.flatMap(appsOf)];
}
