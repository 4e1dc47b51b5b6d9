import type { PolicyData } from './snapshot';

/** Profiles that Calico derives from namespaces and service accounts, and the one for everything else. */
const DERIVED_PROFILE = /^(kns\.|ksa\.|projectcalico-default-allow$)/;

/** Whether nobody wrote a profile: it tells no more than the namespace and the service account. */
export function isDerivedProfile(profile: string, policy: PolicyData | undefined): boolean {
  return policy?.resources !== undefined && DERIVED_PROFILE.test(profile);
}
