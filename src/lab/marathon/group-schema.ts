import { z } from 'zod';
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

export const groupSchema: z.ZodType<GroupUpdate> = z.object({
  id: z.string().optional(),
  apps: z.array(appSchema.extend({ id: z.string() })).optional(),
  get groups() {
    return z.array(groupSchema).optional();
  },
  dependencies: z.array(z.string()).optional(),
  scaleBy: z.number().optional(),
  version: z.string().optional(),
});
