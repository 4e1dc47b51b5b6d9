import * as z from 'zod/mini';

/** Policy that can no longer be followed: what is shown of it was so before. */
export const stale = z.object({
  /** Until when it was followed, by the host's clock in milliseconds since the epoch. */
  since: z.number(),
  title: z.string(),
  detail: z.string(),
});

export type StalePolicy = z.infer<typeof stale>;
