import * as z from 'zod/mini';
import { appSchema, type AppUpdate } from './app-schema';

/** A group in a request (Marathon 0.14 GroupUpdate). */
export interface GroupUpdate {
  readonly id?: string | undefined;
  /** If present, replaces all apps of the group. */
  readonly apps?: readonly AppUpdate[] | undefined;
  /** If present, replaces all subgroups. */
  readonly groups?: readonly GroupUpdate[] | undefined;
  readonly dependencies?: readonly string[] | undefined;
  /** Multiplies the instances of all apps. */
  readonly scaleBy?: number | undefined;
  /** An earlier version to restore. */
  readonly version?: string | undefined;
}

export const groupSchema: z.ZodMiniType<GroupUpdate> = z.object({
  id: z.optional(z.string()),
  apps: z.optional(z.array(z.extend(appSchema, { id: z.string() }))),
  get groups() {
    return z.optional(z.array(groupSchema));
  },
  dependencies: z.optional(z.array(z.string())),
  scaleBy: z.optional(z.number()),
  version: z.optional(z.string()),
});
