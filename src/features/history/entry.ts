import * as z from 'zod/mini';
import type { StoredProfile } from '../../policy/calico1/profile';

/** A change of a profile made through the extension. */
export interface HistoryEntry {
  readonly id: string;
  /** ISO 8601 time. */
  readonly at: string;
  /** The profile's stored name. */
  readonly profile: string;
  /** The profile's displayed name at that time. Its network may no longer exist. */
  readonly name: string;
  /** A description of the change. */
  readonly label: string;
  /** The stored texts, or undefined if the profile did not exist. */
  readonly before: StoredProfile | undefined;
  readonly after: StoredProfile | undefined;
  /** The ID of the entry that this change undid. */
  readonly undoes?: string;
}

const state: z.ZodMiniType<StoredProfile> = z.pipe(
  z.object({ tags: z.optional(z.string()), rules: z.optional(z.string()), labels: z.optional(z.string()) }),
  z.transform(({ tags, rules, labels }) => ({ tags, rules, labels })),
);

const entry: z.ZodMiniType<HistoryEntry> = z.pipe(
  z.object({
    id: z.string(),
    at: z.iso.datetime(),
    profile: z.string(),
    name: z.string(),
    label: z.string(),
    before: z.optional(state),
    after: z.optional(state),
    undoes: z.optional(z.string()),
  }),
  z.transform(({ before, after, undoes, ...rest }) => ({
    ...rest,
    before,
    after,
    ...(undoes !== undefined && { undoes }),
  })),
);

/** The content of a history file: the changes of one cluster, oldest first. */
export const historySchema = z.object({ format: z.literal(1), cluster: z.string(), entries: z.array(entry) });
