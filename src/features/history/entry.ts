import * as z from 'zod/mini';
import type { TextChange } from '../../cluster/etcd/change';
import { RESOURCE_KINDS, type ResourceKind } from '../../policy/resources';
import type { StoredProfile } from '../../policy/calico1/profile';

/** A change of policy made through the extension. */
export type HistoryEntry = ProfileEntry | TextEntry;

interface Entry {
  readonly id: string;
  /** ISO 8601 time. */
  readonly at: string;
  /** The displayed name at that time. A profile's network may no longer exist. */
  readonly name: string;
  /** A description of the change. */
  readonly label: string;
  /** The ID of the entry that this change undid. */
  readonly undoes?: string;
}

/** A change of a profile. */
export interface ProfileEntry extends Entry {
  /** The profile's stored name. */
  readonly profile: string;
  /** The stored texts, or undefined if the profile did not exist. */
  readonly before: StoredProfile | undefined;
  readonly after: StoredProfile | undefined;
}

/** A change of a policy, a tier, or an object of Calico 3. */
export interface TextEntry extends Entry, Pick<TextChange, 'object' | 'before' | 'after'> {}

/** An entry before it has its ID and time. */
export type NewEntry = Omit<ProfileEntry, 'id' | 'at'> | Omit<TextEntry, 'id' | 'at'>;

/** Whether an entry is about a profile. */
export function isOfProfile(entry: HistoryEntry): entry is ProfileEntry {
  return 'profile' in entry;
}

const state: z.ZodMiniType<StoredProfile> = z.pipe(
  z.object({ tags: z.optional(z.string()), rules: z.optional(z.string()), labels: z.optional(z.string()) }),
  z.transform(({ tags, rules, labels }) => ({ tags, rules, labels })),
);

const kinds = Object.keys(RESOURCE_KINDS) as readonly ResourceKind[];

/** What every entry has. */
const common = {
  id: z.string(),
  at: z.iso.datetime(),
  name: z.string(),
  label: z.string(),
  undoes: z.optional(z.string()),
};

const texts: z.ZodMiniType<TextEntry> = z.pipe(
  z.object({
    ...common,
    object: z.union([
      z.object({ kind: z.literal('policy'), tier: z.string(), name: z.string() }),
      z.object({ kind: z.literal('tier'), name: z.string() }),
      z.pipe(
        z.object({
          kind: z.literal('resource'),
          of: z.enum(kinds),
          namespace: z.optional(z.string()),
          name: z.string(),
        }),
        z.transform(({ namespace, ...object }) => ({ ...object, ...(namespace !== undefined && { namespace }) })),
      ),
    ]),
    before: z.optional(z.string()),
    after: z.optional(z.string()),
  }),
  z.transform(({ before, after, undoes, ...rest }) => ({
    ...rest,
    before,
    after,
    ...(undoes !== undefined && { undoes }),
  })),
);

const profiles: z.ZodMiniType<ProfileEntry> = z.pipe(
  z.object({ ...common, profile: z.string(), before: z.optional(state), after: z.optional(state) }),
  z.transform(({ before, after, undoes, ...rest }) => ({
    ...rest,
    before,
    after,
    ...(undoes !== undefined && { undoes }),
  })),
);

/** The content of a history file: the changes of one cluster, oldest first. */
export const historySchema = z.object({
  format: z.literal(1),
  cluster: z.string(),
  entries: z.array(z.union([profiles, texts])),
});
