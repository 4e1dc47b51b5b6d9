import * as l10n from '@vscode/l10n';
import {
  decodeProfile,
  encodeLabels,
  encodeRules,
  encodeTags,
  newProfile,
  type Profile,
  type StoredProfile,
} from '../../policy/calico1/profile';
import { ClusterError, isClusterError, messageOf } from '../connection/errors';
import { Emitter } from '../../base/emitter';
import type { Deliver, Source } from '../connection/source';
import type { DatastoreData } from '../connection/store';
import type { WriteGuard } from '../connection/write-guard';
import { leavesBetween, storedIn, type ProfileChange, type Restored } from './change';
import { commit, removeDirectories } from './commit';
import { contend } from './contend';
import { KeyFollower } from './follower';
import type { KeyValue, KeyValueStore, Write } from './stores/kv';
import { StoredTexts, type UpdateOutcome } from './texts';
import { leafKey, LEAVES, NO_LEAVES, parseKey, profileDirectory, type Leaf } from './layout';

export type { UpdateOutcome } from './texts';

/** A profile, with the entries it was read from. */
interface ProfileEntries {
  readonly stored: StoredProfile;
  readonly entries: ReadonlyMap<Leaf, KeyValue>;
  /** All keys of its directory, including those that are not leaves. */
  readonly all: readonly KeyValue[];
}

/** A profile, and the store's revision at which it was read. */
interface ProfileReading {
  readonly found: ProfileEntries | undefined;
  readonly since: string;
}

/** How a profile is written. */
type Verb = 'change' | 'remove';

type LeafWrite = readonly [leaf: Leaf, text: string | undefined];

interface WriteOptions {
  readonly undoes?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Calico's datastore in the v1 layout, in either version of etcd. All methods throw {@link ClusterError}. */
export class CalicoDatastore implements Source<DatastoreData> {
  readonly #written: Emitter<ProfileChange>;
  readonly #follower: KeyFollower;
  /** Fires after each profile change written by this client, not for changes by others. */
  readonly onDidWriteProfile: Emitter<ProfileChange>['event'];
  /** Tiers and their policies. */
  readonly texts: StoredTexts;

  constructor(
    readonly store: KeyValueStore,
    log: (message: string) => void = () => undefined,
    private readonly guard?: Pick<WriteGuard, 'asOne'>,
  ) {
    this.#written = new Emitter((error) => log(l10n.t('A change could not be recorded: {0}', messageOf(error))));
    this.onDidWriteProfile = this.#written.event;
    this.#follower = new KeyFollower(store);
    this.texts = new StoredTexts(store, log, guard);
  }

  /** Announces a change that was written to the store in another way. */
  readonly announce = (change: ProfileChange): void => this.#written.fire(change);

  /** Reads everything once. */
  read(signal?: AbortSignal): Promise<DatastoreData> {
    return this.#follower.read(signal);
  }

  /** Delivers everything, and again after each change, until the signal aborts. */
  follow(deliver: Deliver<DatastoreData>, signal: AbortSignal): Promise<void> {
    return this.#follower.follow(deliver, signal);
  }

  /**
   * Reads a profile, edits it and writes the result by compare-and-swap. After a lost race it reads and edits again, so
   * `edit` may be called several times. Writes nothing if it returns undefined or the same profile.
   * @throws ClusterError `invalid` for an unreadable profile, which is never overwritten.
   */
  updateProfile(
    name: string,
    edit: (profile: Profile) => Profile | undefined,
    signal?: AbortSignal,
  ): Promise<UpdateOutcome> {
    return this.#contend('change', name, signal, async ({ found, since }): Promise<UpdateOutcome | undefined> => {
      if (!found) return 'not-found';
      const profile = decodeProfile(name, found.stored);
      if (profile.kind === 'broken')
        throw new ClusterError(
          'invalid',
          l10n.t('The profile {0} can’t be read: {1}', name, profile.problems.join(' ')),
          l10n.t('Repair its stored JSON before you change it. Nothing was changed.'),
        );
      const edited = edit(profile);
      if (edited === undefined || edited === profile) return 'unchanged';
      const writes: LeafWrite[] = [];
      if (edited.tags !== profile.tags) writes.push(['tags', encodeTags(edited)]);
      if (edited.labels) writes.push(['labels', encodeLabels(edited)]);
      if (edited.inbound !== profile.inbound || edited.outbound !== profile.outbound)
        writes.push(['rules', encodeRules(edited)]);
      return (await this.#write(name, { found, since }, writes, { signal })) ? 'changed' : undefined;
    });
  }

  /**
   * Replaces `expected` with `wanted`, leaf by leaf where they differ, if those leaves still have the expected values.
   * undefined means no profile. Also replaces unreadable profiles.
   * @param undoes The ID of the recorded change that this undoes, for the history.
   */
  async replaceProfile(
    name: string,
    expected: StoredProfile | undefined,
    wanted: StoredProfile | undefined,
    { undoes, signal }: { readonly undoes?: string; readonly signal?: AbortSignal } = {},
  ): Promise<Restored> {
    const reading = await this.#readProfile(name, signal);
    const { found } = reading;
    const leaves = leavesBetween(expected, wanted);
    if (leaves.some((leaf) => found?.stored[leaf] !== expected?.[leaf]))
      return { kind: 'moved-on', current: found?.stored };
    if (!wanted)
      return (await this.#remove(name, reading, { undoes, signal })) ? { kind: 'done' } : this.#movedOn(name, signal);
    const writes = leaves
      .map((leaf) => [leaf, wanted[leaf]] as const)
      .filter(([leaf, text]) => text !== found?.stored[leaf]);
    return (await this.#write(name, reading, writes, { undoes, signal }))
      ? { kind: 'done' }
      : this.#movedOn(name, signal);
  }

  /**
   * Replaces one leaf, to repair an unreadable profile. The only way to overwrite one. Returns false without a change
   * if the leaf no longer is `before` (undefined: missing).
   */
  async putDocument(
    name: string,
    leaf: Leaf,
    text: string,
    before: string | undefined,
    signal?: AbortSignal,
  ): Promise<boolean> {
    const reading = await this.#readProfile(name, signal);
    return reading.found?.stored[leaf] === before && this.#write(name, reading, [[leaf, text]], { signal });
  }

  /** Creates a profile with Calico's default rules. Returns false without a change if it exists. */
  async createProfile(name: string, signal?: AbortSignal): Promise<boolean> {
    const reading = await this.#readProfile(name, signal);
    if (reading.found) return false;
    const profile = newProfile(name);
    // In calicoctl's order, because a profile without rules drops everything. The first leaf decides a race.
    return this.#write(
      name,
      reading,
      [
        ['tags', encodeTags(profile)],
        ['labels', '{}'],
        ['rules', encodeRules(profile)],
      ],
      { signal },
    );
  }

  /** Removes a profile in its current state. Returns false if it did not exist. */
  deleteProfile(name: string, { signal }: { readonly signal?: AbortSignal } = {}): Promise<boolean> {
    return this.#contend('remove', name, signal, async (reading): Promise<boolean | undefined> => {
      if (!reading.found) return false;
      return (await this.#remove(name, reading, { signal })) || undefined;
    });
  }

  close(): void {
    this.store.close();
  }

  /** Reads a profile and changes it by comparison, until it wins the race. */
  #contend<T>(
    verb: Verb,
    name: string,
    signal: AbortSignal | undefined,
    change: (reading: ProfileReading) => Promise<T | undefined>,
  ): Promise<T> {
    let reading: ProfileReading | undefined;
    return this.#asOne(verb, name, () =>
      contend({
        subject: subjectOf(name),
        attempt: async () => change((reading = await this.#readProfile(name, signal))),
        current: () => reading?.found?.all ?? [],
        signal,
      }),
    );
  }

  /** The user is asked once, regardless of the number of attempts and keys. */
  #asOne<T>(verb: Verb, name: string, work: () => Promise<T>): Promise<T> {
    if (!this.guard) return work();
    const change = verb === 'change' ? l10n.t('change the profile {0}', name) : l10n.t('remove the profile {0}', name);
    return this.guard.asOne(change, work);
  }

  async #readProfile(name: string, signal: AbortSignal | undefined): Promise<ProfileReading> {
    const { entries, revision } = await this.store.list(profileDirectory(name), signal).catch((error: unknown) => {
      // Profiles are read here in order to change them, so that the outcome of the change can be determined.
      if (!isClusterError(error) || error.kind === 'cancelled') throw error;
      throw new ClusterError(
        error.kind,
        l10n.t('{0} was not changed: {1}', subjectOf(name), error.message),
        error.advice,
        error.detail,
        { cause: error },
      );
    });
    if (entries.length === 0) return { found: undefined, since: revision };
    const leaves = new Map<Leaf, KeyValue>();
    for (const entry of entries) {
      const place = parseKey(entry.key);
      if (place.kind === 'profile' && place.leaf !== undefined && entry.value !== null) leaves.set(place.leaf, entry);
    }
    const values = Object.fromEntries(LEAVES.map((leaf) => [leaf, leaves.get(leaf)?.value ?? undefined]));
    return { found: { stored: { ...NO_LEAVES, ...values }, entries: leaves, all: entries }, since: revision };
  }

  async #movedOn(name: string, signal: AbortSignal | undefined): Promise<Restored> {
    return { kind: 'moved-on', current: (await this.#readProfile(name, signal)).found?.stored };
  }

  /** Writes leaves of a profile and announces the change. Returns false without a change after a lost race. */
  #write(
    name: string,
    { found, since }: ProfileReading,
    leaves: readonly LeafWrite[],
    options: WriteOptions,
  ): Promise<boolean> {
    const writes = leaves.map(([leaf, after]): Write => ({
      key: leafKey(name, leaf),
      before: found?.entries.get(leaf),
      after,
    }));
    return this.#commit(name, { found, since }, writes, options);
  }

  /** Removes a profile. Its rules first, because a profile without them drops everything. */
  #remove(name: string, reading: ProfileReading, options: WriteOptions): Promise<boolean> {
    const entries = reading.found?.all ?? [];
    const writes = entries
      .filter(({ value }) => value !== null)
      .map((entry): Write => ({ key: entry.key, before: entry, after: undefined }));
    const rules = leafKey(name, 'rules');
    writes.sort((a, b) => Number(b.key === rules) - Number(a.key === rules));
    return this.#asOne('remove', name, async () => {
      if (!(await this.#commit(name, reading, writes, options))) return false;
      await removeDirectories(this.store, profileDirectory(name), entries, options.signal);
      return true;
    });
  }

  #commit(
    profile: string,
    { found, since }: ProfileReading,
    writes: readonly Write[],
    { undoes, signal }: WriteOptions,
  ): Promise<boolean> {
    const before = found?.stored;
    const keys = new Map(found?.all.map(({ key, value }) => [key, value]));
    return this.#asOne('change', profile, () =>
      commit(this.store, {
        subject: subjectOf(profile),
        writes,
        since,
        creates: found ? [] : [profileDirectory(profile)],
        signal,
        onMade: (made) => {
          for (const { key, after } of made) {
            if (after === undefined) keys.delete(key);
            else keys.set(key, after);
          }
          // A partial undo doesn't count as an undo.
          this.announce({
            profile,
            before,
            after: storedIn(profile, keys),
            ...(made.length === writes.length && undoes !== undefined && { undoes }),
          });
        },
      }),
    );
  }
}

/** Returns the subject of messages about a profile. */
function subjectOf(profile: string): string {
  return l10n.t('The profile {0}', profile);
}
