import * as z from 'zod/mini';
import type { StoredProfile } from '../../policy/calico1/profile';

/** One change of a profile that was made through the extension. */
export interface HistoryEntry {
  readonly id: string;
  /** ISO time. */
  readonly at: string;
  /** The name that the profile is stored under. */
  readonly profile: string;
  /** What the profile was called then: its network may be gone by now. */
  readonly name: string;
  /** What was done, as a person would say it. */
  readonly label: string;
  /** The stored texts; undefined where there was no profile. */
  readonly before: StoredProfile | undefined;
  readonly after: StoredProfile | undefined;
  /** The id of the entry that this change took back. */
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

/** What a history file holds: the changes of one cluster, oldest first. */
export const historySchema = z.object({ format: z.literal(1), cluster: z.string(), entries: z.array(entry) });
