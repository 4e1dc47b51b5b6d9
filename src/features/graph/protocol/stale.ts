import * as z from 'zod/mini';

/** Policy that is stale because it can't be followed anymore. */
export const stale = z.object({
  /** When it was last current, by the host's clock in milliseconds since the epoch. */
  since: z.number(),
  title: z.string(),
  detail: z.string(),
});

export type StalePolicy = z.infer<typeof stale>;
