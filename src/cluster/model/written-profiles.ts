import type { PolicyData } from './snapshot';

/** Profiles that Calico derives from namespaces and service accounts, and the one for everything else. */
const DERIVED_PROFILE = /^(kns\.|ksa\.|projectcalico-default-allow$)/;

/** Returns the profiles that someone wrote: the others tell no more than the namespace and the service account. */
export function writtenProfiles(profiles: readonly string[], policy: PolicyData | undefined): readonly string[] {
  return policy?.resources ? profiles.filter((profile) => !DERIVED_PROFILE.test(profile)) : profiles;
}
