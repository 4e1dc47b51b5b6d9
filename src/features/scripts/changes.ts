import { changesBetween } from '../../cluster/etcd/calicoctl';
import { decodeProfile, type Profile } from '../../policy/calico1/profile';
import type { Plan } from './plan';

/** What a plan does to profiles. */
export interface PlannedProfiles {
  readonly profiles: readonly Profile[];
  /** Stored names of those that go. */
  readonly removed: readonly string[];
}

/** The profiles that a plan writes, as they would be, and those that it removes. */
export function plannedProfiles({ before, after }: Pick<Plan, 'before' | 'after'>): PlannedProfiles {
  const changes = changesBetween(before, after);
  return {
    profiles: changes.flatMap(({ profile, after: stored }) => {
      const decoded = stored && decodeProfile(profile, stored);
      // calicoctl writes nothing that cannot be read; a leaf that was broken before stays so.
      return decoded?.kind === 'profile' ? [decoded] : [];
    }),
    removed: changes.filter((change) => !change.after).map(({ profile }) => profile),
  };
}
