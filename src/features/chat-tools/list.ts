import * as l10n from '@vscode/l10n';
import { dataOf, membersOf, networksOf } from '../../cluster/model/indexes';
import { endpointName } from '../../cluster/analysis/stored';
import type { PolicyData, Snapshot } from '../../cluster/model/snapshot';
import { workloadNamed } from '../../cluster/model/workloads';
import { formatRule } from '../../policy/calico1/grammar';
import { displayName, toDisplay } from '../../policy/calico1/names';
import type { Profile } from '../../policy/calico1/profile';
import type { ListInput } from './input';
import { profileCalled } from './names';

/** Maximum number of profiles in an answer, all of which the model reads. */
const MOST_PROFILES = 60;
const MOST_MEMBERS = 20;

/** A profile as shown to a model. A rule's position in its list is 1-based. */
export interface ListedProfile {
  readonly name: string;
  readonly tags: readonly string[];
  /** Workloads by name. */
  readonly members: readonly string[];
  readonly moreMembers?: number;
  readonly inbound: readonly string[];
  readonly outbound: readonly string[];
}

/** The answer of `calico_list_policy`. */
export interface ListedPolicy {
  readonly profiles: readonly ListedProfile[];
  /** Profiles whose stored text can't be read, and why. */
  readonly unreadable?: readonly string[];
  readonly note?: string;
}

/** Lists the profiles of a cluster, or the requested one. @throws ClusterError if there is no such profile. */
export function listPolicy({ profile }: ListInput, policy: PolicyData, snapshot: Snapshot): ListedPolicy {
  if (profile !== undefined) return { profiles: [listed(profileCalled(profile, snapshot), policy, snapshot)] };
  const readable = policy.profiles.filter((one) => one.kind === 'profile');
  const unreadable = policy.profiles.flatMap((one) =>
    one.kind === 'broken' ? [`${displayName(one.name, networksOf(snapshot))}: ${one.problems.join(' ')}`] : [],
  );
  const left = readable.length - MOST_PROFILES;
  return {
    profiles: readable.slice(0, MOST_PROFILES).map((one) => listed(one, policy, snapshot)),
    ...(unreadable.length > 0 && { unreadable }),
    ...(left > 0 && { note: l10n.t('{0} more profiles are not listed. Request one by name.', left) }),
  };
}

function listed(profile: Profile, policy: PolicyData, snapshot: Snapshot): ListedProfile {
  const shown = toDisplay(profile, networksOf(snapshot));
  const members = membersOf(profile.name, policy).map(
    (endpoint) => workloadNamed(endpointName(endpoint), snapshot)?.name ?? endpoint.id,
  );
  return {
    name: shown.name,
    tags: shown.tags,
    members: members.slice(0, MOST_MEMBERS),
    ...(members.length > MOST_MEMBERS && { moreMembers: members.length - MOST_MEMBERS }),
    inbound: shown.inbound.map(formatRule),
    outbound: shown.outbound.map(formatRule),
  };
}

/** Returns the policy of a snapshot, or undefined while it is unknown. */
export function policyIn(snapshot: Snapshot): PolicyData | undefined {
  return dataOf(snapshot.policy);
}
