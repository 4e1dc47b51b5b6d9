import * as l10n from '@vscode/l10n';
import {
  decodeProfile,
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
import { leafKey, LEAVES, NO_LEAVES, parseKey, profileDirectory, type Leaf } from './layout';

/** How an update of a profile ended. */
export type UpdateOutcome = 'changed' | 'unchanged' | 'not-found';

/** A profile as it was found, with the entries that it was read from. */
interface ProfileEntries {
  readonly stored: StoredProfile;
  readonly entries: ReadonlyMap<Leaf, KeyValue>;
  /** All keys of its directory, with those that are no leaves. */
  readonly all: readonly KeyValue[];
}

/** What a reading found, and the store's revision of it. */
interface ProfileReading {
  readonly found: ProfileEntries | undefined;
  readonly since: string;
}

type LeafWrite = readonly [leaf: Leaf, text: string | undefined];

interface WriteOptions {
  readonly undoes?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Calico's datastore in the layout of version 1, in either version of etcd. Every method throws {@link ClusterError}. */
export class CalicoDatastore implements Source<DatastoreData> {
  readonly #written: Emitter<ProfileChange>;
  readonly #follower: KeyFollower;
  /** Fires after each change of a profile that was written here, not for what others write. */
  readonly onDidWriteProfile: Emitter<ProfileChange>['event'];

  constructor(
    readonly store: KeyValueStore,
    log: (message: string) => void = () => undefined,
    private readonly guard?: Pick<WriteGuard, 'asOne'>,
  ) {
    this.#written = new Emitter((error) => log(l10n.t('A change could not be recorded: {0}', messageOf(error))));
    this.onDidWriteProfile = this.#written.event;
    this.#follower = new KeyFollower(store);
  }

  /** Tells of a change that was written to the store on another way. */
  readonly announce = (change: ProfileChange): void => this.#written.fire(change);

  /** Reads all once. */
  read(signal?: AbortSignal): Promise<DatastoreData> {
    return this.#follower.read(signal);
  }

  /** Delivers everything, then everything anew after each change, until the signal aborts. */
  follow(deliver: Deliver<DatastoreData>, signal: AbortSignal): Promise<void> {
    return this.#follower.follow(deliver, signal);
  }

  /**
   * Reads a profile, edits it and writes back what the edit changed, by compare-and-swap; when somebody else was faster
   * it reads again and edits what stands there then. `edit` may therefore be called several times; when it gives
   * undefined or the same profile nothing is written.
   * @throws ClusterError `invalid` for a profile that cannot be read: it is never overwritten.
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
      if (edited.inbound !== profile.inbound || edited.outbound !== profile.outbound)
        writes.push(['rules', encodeRules(edited)]);
      return (await this.#write(name, { found, since }, writes, { signal })) ? 'changed' : undefined;
    });
  }

  /**
   * Puts `wanted` in the place of `expected`, leaf by leaf where the two differ, as long as those leaves still are what
   * is expected; undefined stands for no profile. A profile that cannot be read is replaced too.
   * @param undoes the id of the recorded change that is taken back, for whoever keeps a history.
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
   * Puts a text in the place of one leaf as it was seen, to repair what cannot be read: the only way to overwrite a
   * broken profile. False, and nothing changed, when the leaf no longer is `before` (undefined: not there).
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

  /** Creates a profile with Calico's default rules; false, and nothing changed, when it is there already. */
  async createProfile(name: string, signal?: AbortSignal): Promise<boolean> {
    const reading = await this.#readProfile(name, signal);
    if (reading.found) return false;
    const profile = newProfile(name);
    // In calicoctl's order: without rules a profile lets nothing pass. The first leaf decides who creates it.
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

  /** Removes a profile with all it holds, as it stands now; false when it was not there. */
  deleteProfile(name: string, { signal }: { readonly signal?: AbortSignal } = {}): Promise<boolean> {
    return this.#contend('remove', name, signal, async (reading): Promise<boolean | undefined> => {
      if (!reading.found) return false;
      return (await this.#remove(name, reading, { signal })) || undefined;
    });
  }

  close(): void {
    this.store.close();
  }

  /** Reads a profile and changes it by comparison, until nobody else is faster. */
  #contend<T>(
    verb: string,
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

  /** However often it is tried and whatever keys it takes, a person is asked once. */
  #asOne<T>(verb: string, name: string, work: () => Promise<T>): Promise<T> {
    return this.guard ? this.guard.asOne(`${verb} the profile ${name}`, work) : work();
  }

  async #readProfile(name: string, signal: AbortSignal | undefined): Promise<ProfileReading> {
    const { entries, revision } = await this.store.list(profileDirectory(name), signal).catch((error: unknown) => {
      // Profiles are read here to be changed: without it, nobody would know what became of the change.
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

  /** Writes leaves of a profile as it was read, and announces it; false, and nothing changed, when somebody was faster. */
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

  /** Removes a profile as it was read; its rules first, since a profile without them lets nothing pass. */
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
          // A part of an undo undoes nothing.
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

/** What a message about a change of a profile begins with. */
function subjectOf(profile: string): string {
  return l10n.t('The profile {0}', profile);
}
