import * as z from 'zod/mini';

/** What is shown is stale, because its source can't be followed anymore. */
export const stale = z.object({
  /** When it was last current, by the host's clock in milliseconds since the epoch. */
  since: z.number(),
  title: z.string(),
  detail: z.string(),
  /** The cluster, if it has settings that can be edited. */
  cluster: z.optional(z.string()),
});

export type Stale = z.infer<typeof stale>;

/** The IDs of the actions that pages with a stale state offer. */
export const TRY_AGAIN = 'try again';
export const EDIT_CLUSTER = 'edit cluster';

/** Returns the action with an ID if a page with a stale state offers it. */
export function staleAction(
  { cluster }: Stale,
  id: string,
):
  | { readonly id: string; readonly title: ''; readonly command: 'refresh' | 'editCluster'; readonly cluster?: string }
  | undefined {
  if (id === TRY_AGAIN) return { id, title: '', command: 'refresh' };
  return id === EDIT_CLUSTER && cluster !== undefined ? { id, title: '', command: 'editCluster', cluster } : undefined;
}
