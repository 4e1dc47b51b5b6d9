import { leavesBetween } from '../../cluster/etcd/change';
import type { StoredProfile } from '../../policy/calico1/profile';
import type { HistoryEntry } from './entry';

/**
 * The change that an undo takes back: the newest that is neither an undo itself nor taken back already, so that one
 * undo after another goes further into the past.
 * @param exists whether there is a profile of this stored name now. What was changed in one that is gone went with it.
 */
export function nextUndo(
  entries: readonly HistoryEntry[],
  exists: (profile: string) => boolean,
): HistoryEntry | undefined {
  const undone = undoneBy(entries);
  return entries.findLast(
    ({ id, undoes, profile, after }) =>
      undoes === undefined && !undone.has(id) && (after === undefined || exists(profile)),
  );
}

/** The ids of the changes that were taken back. */
export function undoneBy(entries: readonly HistoryEntry[]): ReadonlySet<string> {
  return new Set(entries.flatMap(({ undoes }) => undoes ?? []));
}

/** The present state with a change taken back: the leaves that it touched as they were before it, the others as they are. */
export function takenBack(
  { before, after }: Pick<HistoryEntry, 'before' | 'after'>,
  current: StoredProfile | undefined,
): StoredProfile | undefined {
  if (!before || !after || !current) return before;
  return { ...current, ...Object.fromEntries(leavesBetween(before, after).map((leaf) => [leaf, before[leaf]])) };
}

/** Whether two states are the same, text by text. */
export function sameState(a: StoredProfile | undefined, b: StoredProfile | undefined): boolean {
  return a === undefined || b === undefined ? a === b : leavesBetween(a, b).length === 0;
}
