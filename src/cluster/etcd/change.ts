import type { PolicyId } from '../../policy/calico1/policy';
import type { ResourceId, ResourceKind } from '../../policy/resources';
import type { StoredProfile } from '../../policy/calico1/profile';
import { leafKey, LEAVES, NO_LEAVES, type Leaf } from './layout';

/** A change to one profile by this client: its leaves before and after, undefined if there was no profile. */
export interface ProfileChange {
  readonly profile: string;
  readonly before: StoredProfile | undefined;
  readonly after: StoredProfile | undefined;
  /** The id of the recorded change that this one undoes. */
  readonly undoes?: string;
}

/** An object that is stored as one text: a policy or the metadata of a tier of Calico 1, or an object of Calico 3. */
export type TextObject =
  ({ readonly kind: 'policy' } & PolicyId) | { readonly kind: 'tier'; readonly name: string } | ResourceObject;

/** An object of Calico 3. */
export interface ResourceObject {
  readonly kind: 'resource';
  readonly of: ResourceKind;
  /** Absent for cluster-wide kinds. */
  readonly namespace?: string;
  readonly name: string;
}

/** Returns the object with an ID. */
export function resourceObject({ kind, ...identity }: ResourceId): ResourceObject {
  return { kind: 'resource', of: kind, ...identity };
}

/** Returns the ID of an object. */
export function resourceIdOf({ of, namespace, name }: ResourceObject): ResourceId {
  return { kind: of, ...(namespace !== undefined && { namespace }), name };
}

/** A change to such an object by this client: its text before and after, undefined if there was none. */
export interface TextChange {
  readonly object: TextObject;
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** The ID of the recorded change that this one undoes. */
  readonly undoes?: string;
}

/** As {@link Restored}, for an object that is one text. */
export type RestoredText =
  { readonly kind: 'done' } | { readonly kind: 'moved-on'; readonly current: string | undefined };

/** The result of restoring an earlier state: `moved-on`, with the current state, if the profile is not as expected. */
export type Restored =
  { readonly kind: 'done' } | { readonly kind: 'moved-on'; readonly current: StoredProfile | undefined };

/** Returns the leaves of a profile in a listing of keys; undefined if it has none. */
export function storedIn(profile: string, keys: ReadonlyMap<string, string | null>): StoredProfile | undefined {
  const leaves = LEAVES.map((leaf) => [leaf, keys.get(leafKey(profile, leaf)) ?? undefined] as const);
  return leaves.some(([, text]) => text !== undefined) ? { ...NO_LEAVES, ...Object.fromEntries(leaves) } : undefined;
}

/** Returns the leaves in which two states differ; all of them if the profile exists in only one. */
export function leavesBetween(before: StoredProfile | undefined, after: StoredProfile | undefined): readonly Leaf[] {
  return before && after ? LEAVES.filter((leaf) => before[leaf] !== after[leaf]) : LEAVES;
}
