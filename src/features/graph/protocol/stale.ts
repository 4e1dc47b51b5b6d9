import * as z from 'zod/mini';

/** What is shown is stale, because its source can't be followed anymore. */
export const stale = z.object({
  /** When it was last current, by the host's clock in milliseconds since the epoch. */
  since: z.number(),
  title: z.string(),
  detail: z.string(),
});

export type Stale = z.infer<typeof stale>;

/** The ID of the action that pages with a stale state offer. */
export const TRY_AGAIN = 'try again';
