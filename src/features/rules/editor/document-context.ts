import { dataOf } from '../../../cluster/model/indexes';
import type { PolicyData, Snapshot } from '../../../cluster/model/snapshot';
import { translations } from '../../../app/policy-edit';
import type { NamedNetwork } from '../../../policy/calico1/names';
import type { PolicyId } from '../../../policy/calico1/policy';

/** The context of a document: its cluster, and how it displays tags. */
export type DocumentContext = ProfileContext | PolicyContext;

interface Context {
  readonly snapshot: Snapshot;
  readonly policy: PolicyData;
  /**
   * The networks whose IDs are displayed as names: none for a policy, or for a profile that is stored under a plain
   * name.
   */
  readonly networks: readonly NamedNetwork[];
}

export interface ProfileContext extends Context {
  readonly kind: 'profile';
  /** The stored name of the profile. */
  readonly profile: string;
}

export interface PolicyContext extends Context, PolicyId {
  readonly kind: 'policy';
}

/** Returns the context of a profile's document; undefined while the cluster's policy is unknown. */
export function subjectOf(profile: string, snapshot: Snapshot): ProfileContext | undefined {
  const policy = dataOf(snapshot.policy);
  return policy && profileContext(profile, snapshot, policy);
}

/** Returns the context of a policy's document; undefined while the cluster's policy is unknown. */
export function policySubject(id: PolicyId, snapshot: Snapshot): PolicyContext | undefined {
  const policy = dataOf(snapshot.policy);
  return policy && policyContext(id, snapshot, policy);
}

/** Returns the context of a profile's document, given the cluster's policy. */
export function profileContext(profile: string, snapshot: Snapshot, policy: PolicyData): ProfileContext {
  return { kind: 'profile', snapshot, policy, profile, networks: translations(profile, snapshot) };
}

/** Returns the context of a policy's document, given the cluster's policy. */
export function policyContext({ tier, name }: PolicyId, snapshot: Snapshot, policy: PolicyData): PolicyContext {
  return { kind: 'policy', snapshot, policy, tier, name, networks: NONE };
}

const NONE: readonly NamedNetwork[] = [];

/** Converts a displayed tag to the stored one. */
export function storedTag(shown: string, { networks }: DocumentContext): string {
  return namesOf(networks).ids.get(shown) ?? shown;
}

/** Converts a stored tag to the displayed one. */
export function shownTag(stored: string, { networks }: DocumentContext): string {
  return namesOf(networks).names.get(stored) ?? stored;
}

interface Names {
  readonly ids: ReadonlyMap<string, string>;
  readonly names: ReadonlyMap<string, string>;
}

const known = new WeakMap<readonly NamedNetwork[], Names>();

/** Indexes networks by name and ID, once. If two have the same name, the first counts. */
function namesOf(networks: readonly NamedNetwork[]): Names {
  let names = known.get(networks);
  if (!names) {
    const last = [...networks].reverse();
    known.set(
      networks,
      (names = {
        ids: new Map(last.map(({ id, name }) => [name, id])),
        names: new Map(last.map(({ id, name }) => [id, name])),
      }),
    );
  }
  return names;
}
