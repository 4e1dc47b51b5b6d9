import { changesBetween } from '../../cluster/etcd/calicoctl';
import { decodeProfile, type Profile } from '../../policy/calico1/profile';
import type { ScriptPlan } from './plan';

/** The effect of a plan on profiles. */
export interface PlannedProfiles {
  readonly profiles: readonly Profile[];
  /** Stored names of removed profiles. */
  readonly removed: readonly string[];
}

/** Returns the profiles that a plan writes, in their new form, and those that it removes. */
export function plannedProfiles({ before, after }: Pick<ScriptPlan, 'before' | 'after'>): PlannedProfiles {
  const changes = changesBetween(before, after);
  return {
    profiles: changes.flatMap(({ profile, after: stored }) => {
      const decoded = stored && decodeProfile(profile, stored);
      // calicoctl writes nothing unreadable; a key that was unreadable before stays so.
      return decoded?.kind === 'profile' ? [decoded] : [];
    }),
    removed: changes.filter((change) => !change.after).map(({ profile }) => profile),
  };
}
