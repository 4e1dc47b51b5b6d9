import * as l10n from '@vscode/l10n';
import { datastoreOf } from '../../cluster/connection/opened';
import type { Connected } from '../../app/commands';
import { ClusterError } from '../../cluster/connection/errors';
import { dataOf, membersOf, networksOf } from '../../cluster/model/indexes';
import type { PolicyData } from '../../cluster/model/snapshot';
import type { ResourceObject, TextObject } from '../../cluster/etcd/change';
import type { StoredProfile } from '../../policy/calico1/profile';
import { profileState, textState, type State } from './documents';
import { isOfProfile, type HistoryEntry, type NewEntry, type ProfileEntry, type TextEntry } from './entry';
import { describeTextChange } from './policy-text';
import { resourceTexts } from './resource-text';
import { sameState, takenBack } from './undo';

/**
 * The result of restoring an earlier state: `moved-on`, with the current state, if the cluster holds something else.
 */
type PutBack<T> = { readonly kind: 'done' } | { readonly kind: 'moved-on'; readonly current: T | undefined };

/** An entry of the history with its object in the cluster, whatever kind of object that is. */
export interface Kept<T> {
  readonly entry: HistoryEntry & { readonly before: T | undefined; readonly after: T | undefined };
  /** Returns the object's current state; undefined if it does not exist. */
  readonly present: () => Promise<T | undefined>;
  readonly same: (a: T | undefined, b: T | undefined) => boolean;
  /** Returns a state without what the change did. */
  readonly takenBack: (current: T | undefined) => T | undefined;
  /**
   * Replaces a state with another.
   * @throws ClusterError if that would remove a profile in use.
   */
  readonly replace: (expected: T | undefined, wanted: T | undefined, undoes?: string) => Promise<PutBack<T>>;
  readonly shown: (state: T | undefined, title: string) => State;
  /** The entry that marks the change as undone by someone else. */
  readonly unchanged: (current: T | undefined) => NewEntry;
  readonly texts: KeptTexts;
}

/** Whole sentences about the object. */
export interface KeptTexts {
  readonly hasChanged: string;
  readonly isGone: string;
  readonly alreadyInThisState: string;
  readonly restored: string;
  readonly changedMeanwhile: string;
}

/** Does something with an entry, whatever kind of object it is about. */
export function withKept<R>(entry: HistoryEntry, cluster: Connected, run: <T>(kept: Kept<T>) => R): R {
  return isOfProfile(entry) ? run(keptProfile(entry, cluster)) : run(keptText(entry, cluster));
}

function keptProfile(entry: ProfileEntry, { cluster, store }: Connected): Kept<StoredProfile> {
  const { profile, name, id } = entry;
  return {
    entry,
    present: async () => storedProfiles((await datastoreOf(cluster).read()).policy).get(profile),
    same: sameState,
    takenBack: (current) => takenBack(entry, current),
    replace: (expected, wanted, undoes) => {
      const policy = dataOf(store.snapshot.policy);
      const members = policy ? membersOf(profile, policy).length : 0;
      if (!wanted && members > 0)
        throw new ClusterError(
          'conflict',
          members === 1
            ? l10n.t('The profile would be removed, but 1 endpoint uses it.')
            : l10n.t('The profile would be removed, but {0} endpoints use it.', members),
          l10n.t('Nothing was changed.'),
        );
      return datastoreOf(cluster).replaceProfile(profile, expected, wanted, undoes === undefined ? {} : { undoes });
    },
    shown: (state, title) => profileState(profile, state, networksOf(store.snapshot), title),
    unchanged: (current) => ({
      profile,
      name,
      label: l10n.t('Leave profile {0} unchanged', name),
      before: current,
      after: current,
      undoes: id,
    }),
    texts: {
      hasChanged: l10n.t('the profile {0} has changed since then', name),
      isGone: l10n.t('the profile {0} no longer exists', name),
      alreadyInThisState: l10n.t('The profile {0} is already in this state.', name),
      restored: l10n.t('Restored the profile {0}.', name),
      changedMeanwhile: l10n.t(
        'The profile {0} was changed by someone else at the same time, so it was not restored. Review it and try again.',
        name,
      ),
    },
  };
}

function keptText(entry: TextEntry, { cluster }: Connected): Kept<string> {
  const { object, name, id, before } = entry;
  return {
    entry,
    present: () => cluster.objects.present(object),
    same: (a, b) => a === b,
    takenBack: () => before,
    replace: (expected, wanted, undoes) =>
      cluster.objects.replace(object, expected, wanted, undoes === undefined ? {} : { undoes }),
    shown: (state, title) => textState(object, state, title),
    unchanged: (current) => ({
      object,
      name,
      label: describeTextChange({ object, before: current, after: current }),
      before: current,
      after: current,
      undoes: id,
    }),
    texts: object.kind === 'resource' ? resourceTexts(object) : textsOf(object),
  };
}

function textsOf({ kind, name }: Exclude<TextObject, ResourceObject>): KeptTexts {
  const isPolicy = kind === 'policy';
  return {
    hasChanged: isPolicy
      ? l10n.t('the policy {0} has changed since then', name)
      : l10n.t('the tier {0} has changed since then', name),
    isGone: isPolicy ? l10n.t('the policy {0} no longer exists', name) : l10n.t('the tier {0} no longer exists', name),
    alreadyInThisState: isPolicy
      ? l10n.t('The policy {0} is already in this state.', name)
      : l10n.t('The tier {0} is already in this state.', name),
    restored: isPolicy ? l10n.t('Restored the policy {0}.', name) : l10n.t('Restored the tier {0}.', name),
    changedMeanwhile: isPolicy
      ? l10n.t(
          'The policy {0} was changed by someone else at the same time, so it was not restored. Review it and try again.',
          name,
        )
      : l10n.t(
          'The tier {0} was changed by someone else at the same time, so it was not restored. Review it and try again.',
          name,
        ),
  };
}

/** Returns the stored profiles by name. */
export function storedProfiles({ profiles }: PolicyData): ReadonlyMap<string, StoredProfile> {
  return new Map(profiles.map(({ name, stored }) => [name, stored]));
}
