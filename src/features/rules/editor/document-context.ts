import { dataOf, networksOf } from '../../../cluster/model/indexes';
import type { PolicyData, Snapshot } from '../../../cluster/model/snapshot';
import { isMapped } from '../../../app/policy-edit';
import type { NamedNetwork } from '../../../policy/calico1/names';

/** What the words of a document mean now: the cluster it belongs to, and how its profile spells tags. */
export interface DocumentContext {
  readonly snapshot: Snapshot;
  readonly policy: PolicyData;
  /** The name the profile is stored under. */
  readonly profile: string;
  /** The networks whose names stand for IDs in the document: none for a profile that is stored under a plain name. */
  readonly networks: readonly NamedNetwork[];
}

/** The subject of a profile's document; undefined while nothing is known of the cluster's policy. */
export function subjectOf(profile: string, snapshot: Snapshot): DocumentContext | undefined {
  const policy = dataOf(snapshot.policy);
  return policy && { snapshot, policy, profile, networks: translations(profile, snapshot) };
}

/** The networks by which a profile's tags are translated, as calicoctl does. */
export function translations(profile: string, snapshot: Snapshot): readonly NamedNetwork[] {
  return isMapped(profile, snapshot) ? networksOf(snapshot) : [];
}

/** The stored tag for one that stands in the document. */
export function storedTag(shown: string, { networks }: DocumentContext): string {
  return namesOf(networks).ids.get(shown) ?? shown;
}

/** A stored tag as the document spells it. */
export function shownTag(stored: string, { networks }: DocumentContext): string {
  return namesOf(networks).names.get(stored) ?? stored;
}

interface Names {
  readonly ids: ReadonlyMap<string, string>;
  readonly names: ReadonlyMap<string, string>;
}

const known = new WeakMap<readonly NamedNetwork[], Names>();

/** The names of thousands of networks, read once; of two with one name the first counts. */
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
