import { leavesBetween, type TextObject } from '../../cluster/etcd/change';
import type { StoredProfile } from '../../policy/calico1/profile';
import { isOfProfile, type HistoryEntry, type ProfileEntry } from './entry';

/**
 * Returns the change to undo: the newest one that is neither an undo nor undone, so that repeated undo goes further
 * back.
 * @param exists Whether a profile with a stored name exists. Changes of removed profiles are skipped.
 * @param isStored The same for a policy or a tier.
 */
export function nextUndo(
  entries: readonly HistoryEntry[],
  exists: (profile: string) => boolean,
  isStored: (object: TextObject) => boolean = () => true,
): HistoryEntry | undefined {
  const undone = undoneBy(entries);
  const isThere = (entry: HistoryEntry) => (isOfProfile(entry) ? exists(entry.profile) : isStored(entry.object));
  return entries.findLast(
    (entry) => entry.undoes === undefined && !undone.has(entry.id) && (entry.after === undefined || isThere(entry)),
  );
}

/** Returns the IDs of undone changes. */
export function undoneBy(entries: readonly HistoryEntry[]): ReadonlySet<string> {
  return new Set(entries.flatMap(({ undoes }) => undoes ?? []));
}

/** Returns the current state with a change undone. Leaves that the change did not touch stay as they are. */
export function takenBack(
  { before, after }: Pick<ProfileEntry, 'before' | 'after'>,
  current: StoredProfile | undefined,
): StoredProfile | undefined {
  if (!before || !after || !current) return before;
  return { ...current, ...Object.fromEntries(leavesBetween(before, after).map((leaf) => [leaf, before[leaf]])) };
}

/** Whether two states have equal texts. */
export function sameState(a: StoredProfile | undefined, b: StoredProfile | undefined): boolean {
  return a === undefined || b === undefined ? a === b : leavesBetween(a, b).length === 0;
}
