import type { BrokenProfile, Profile } from '../../policy/calico1/profile';
import type { CalicoV1 } from '../../policy/calico1/translate';
import { profileDirectory } from './layout';

type StoredProfile = CalicoV1['profiles'][number];

const known = new WeakMap<Profile | BrokenProfile, StoredProfile>();

/**
 * Returns a profile as stored in etcd. Returns the same object each time, so that results derived from it are computed
 * once.
 */
export function storedProfileOf(profile: Profile | BrokenProfile): StoredProfile {
  let stored = known.get(profile);
  if (!stored) {
    const { rules, tags, labels } = profile.stored;
    stored = {
      key: profileDirectory(profile.name),
      name: profile.name,
      ...(rules !== undefined && { rules }),
      ...(tags !== undefined && { tags }),
      ...(labels !== undefined && { labels }),
    };
    known.set(profile, stored);
  }
  return stored;
}
