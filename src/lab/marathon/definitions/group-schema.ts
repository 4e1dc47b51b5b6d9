import * as z from 'zod/mini';
import { appSchema, type AppUpdate } from './app-schema';

/** A group as a request describes it (Marathon 0.14 GroupUpdate). */
export interface GroupUpdate {
  readonly id?: string | undefined;
  /** When present, the whole set of the group's apps. */
  readonly apps?: readonly AppUpdate[] | undefined;
  /** When present, the whole set of the groups inside. */
  readonly groups?: readonly GroupUpdate[] | undefined;
  readonly dependencies?: readonly string[] | undefined;
  /** Multiplies the instances of all apps. */
  readonly scaleBy?: number | undefined;
  /** A former version to go back to. */
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
