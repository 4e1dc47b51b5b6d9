import { decodeProfile, encodeRules, encodeTags, newProfile, type Profile, type StoredProfile } from '../../policy/profile';
import { ClusterError, messageOf } from '../errors';
import { Emitter } from '../events';
import type { Source } from '../source';
import type { DatastoreData } from '../store';
import { leavesBetween, type ProfileChange, type Restored } from './change';
import type { Entry, KeyValueStore, Listing } from './kv';
import { CALICO, leafKey, LEAVES, LIBNETWORK, NO_LEAVES, placeOf, profileDirectory, type Leaf } from './layout';
import { LayoutModel } from './model';

/** Milliseconds that changes are gathered before the data is delivered: calicoctl writes a profile in three steps. */
const GATHER = 10;

/** How an update of a profile ended. */
export type UpdateOutcome = 'changed' | 'unchanged' | 'not-found';

/** A profile as it was found, with the entries that it was read from. */
interface Found {
  readonly stored: StoredProfile;
  readonly entries: ReadonlyMap<Leaf, Entry>;
}

type Write = readonly [leaf: Leaf, text: string | undefined];

/** Calico's datastore in the layout of version 1, in either version of etcd. Every method throws {@link ClusterError}. */
export class CalicoDatastore implements Source<DatastoreData> {
  readonly #written: Emitter<ProfileChange>;
  /** Fires after each change of a profile that was written here, not for what others write. */
  readonly onDidWriteProfile: Emitter<ProfileChange>['event'];

  constructor(
    readonly store: KeyValueStore,
    log: (message: string) => void = () => undefined,
  ) {
    this.#written = new Emitter((error) => log(`A written change could not be noted: ${messageOf(error)}`));
    this.onDidWriteProfile = this.#written.event;
  }

  /** Tells of a change that was written to the store on another way. */
  readonly announce = (change: ProfileChange): void => this.#written.fire(change);

  /** Reads all once. */
  async read(signal?: AbortSignal): Promise<DatastoreData> {
    const listings = await this.#list(signal);
    return this.#model(listings).data;
  }

  /** Delivers everything, then everything anew after each change, until the signal aborts. */
  async follow(deliver: (data: DatastoreData) => void, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const listings = await this.#list(signal);
      const [calico, libnetwork] = listings;
      const model = this.#model(listings);
      deliver(model.data);
      await this.#watchUntilResync(model, [
        [CALICO, calico.revision],
        [LIBNETWORK, libnetwork.revision],
      ], deliver, signal);
    }
  }

  /**
   * Reads a profile, edits it and writes back what the edit changed, by compare-and-swap; when somebody else was faster
   * it reads again and edits what stands there then. `edit` may therefore be called several times; when it gives
   * undefined or the same profile nothing is written.
   * @throws ClusterError `invalid` for a profile that cannot be read: it is never overwritten.
   */
  async updateProfile(name: string, edit: (profile: Profile) => Profile | undefined, signal?: AbortSignal): Promise<UpdateOutcome> {
    for (;;) {
      const found = await this.#readProfile(name, signal);
      if (!found) return 'not-found';
      const profile = decodeProfile(name, found.stored);
      if (profile.kind === 'broken') throw new ClusterError('invalid', `The profile ${name} cannot be read: ${profile.problems.join(' ')}`, 'Its stored JSON must be repaired before it can be changed. Nothing was changed.');
      const edited = edit(profile);
      if (edited === undefined || edited === profile) return 'unchanged';
      const writes: Write[] = [];
      if (edited.tags !== profile.tags) writes.push(['tags', encodeTags(edited)]);
      if (edited.inbound !== profile.inbound || edited.outbound !== profile.outbound) writes.push(['rules', encodeRules(edited)]);
      if (await this.#swapAll(name, found, writes, { signal })) return 'changed';
    }
  }

  /**
   * Puts `wanted` in the place of `expected`, leaf by leaf where the two differ, as long as those leaves still are what
   * is expected; undefined stands for no profile. A profile that cannot be read is replaced too.
   * @param undoes the id of the recorded change that is taken back, for whoever keeps a history.
   */
  async replaceProfile(name: string, expected: StoredProfile | undefined, wanted: StoredProfile | undefined, { undoes, signal }: { readonly undoes?: string; readonly signal?: AbortSignal } = {}): Promise<Restored> {
    const found = await this.#readProfile(name, signal);
    const leaves = leavesBetween(expected, wanted);
    if (leaves.some((leaf) => found?.stored[leaf] !== expected?.[leaf])) return { kind: 'moved-on', current: found?.stored };
    if (!wanted) {
      await this.deleteProfile(name, { ...(undoes !== undefined && { undoes }), ...(signal && { signal }) });
      return { kind: 'done' };
    }
    const writes = leaves.map((leaf) => [leaf, wanted[leaf]] as const).filter(([leaf, text]) => text !== found?.stored[leaf]);
    if (await this.#swapAll(name, found, writes, { undoes, signal })) return { kind: 'done' };
    return { kind: 'moved-on', current: (await this.#readProfile(name, signal))?.stored };
  }

  /**
   * Puts a text in the place of one leaf as it was seen, to repair what cannot be read: the only way to overwrite a
   * broken profile. False, and nothing changed, when the leaf no longer is `before` (undefined: not there).
   */
  async putDocument(name: string, leaf: Leaf, text: string, before: string | undefined, signal?: AbortSignal): Promise<boolean> {
    const found = await this.#readProfile(name, signal);
    return found?.stored[leaf] === before && this.#swapAll(name, found, [[leaf, text]], { signal });
  }

  /** Creates a profile with Calico's default rules; false, and nothing changed, when it is there already. */
  async createProfile(name: string, signal?: AbortSignal): Promise<boolean> {
    if (await this.#readProfile(name, signal)) return false;
    const profile = newProfile(name);
    const stored: StoredProfile = { tags: encodeTags(profile), labels: '{}', rules: encodeRules(profile) };
    // Somebody may create it at this very moment: the first leaf decides who does.
    if (!(await this.store.create(leafKey(name, 'tags'), encodeTags(profile), signal))) return false;
    await this.store.put(leafKey(name, 'labels'), '{}', signal);
    await this.store.put(leafKey(name, 'rules'), encodeRules(profile), signal);
    this.announce({ profile: name, before: undefined, after: stored });
    return true;
  }

  /** Removes a profile with all it holds; false when it was not there. */
  async deleteProfile(name: string, { undoes, signal }: { readonly undoes?: string; readonly signal?: AbortSignal } = {}): Promise<boolean> {
    const found = await this.#readProfile(name, signal);
    if (!(await this.store.deletePrefix(profileDirectory(name), signal))) return false;
    this.announce({ profile: name, before: found?.stored, after: undefined, ...(undoes !== undefined && { undoes }) });
    return true;
  }

  close(): void {
    this.store.close();
  }

  #list(signal: AbortSignal | undefined): Promise<[Listing, Listing]> {
    return Promise.all([this.store.list(CALICO, signal), this.store.list(LIBNETWORK, signal)]);
  }

  #model(listings: readonly Listing[]): LayoutModel {
    return new LayoutModel(listings.flatMap(({ entries }) => entries), this.store.kind === 'etcdv2');
  }

  async #readProfile(name: string, signal: AbortSignal | undefined): Promise<Found | undefined> {
    const { entries } = await this.store.list(profileDirectory(name), signal);
    if (entries.length === 0) return undefined;
    const leaves = new Map<Leaf, Entry>();
    for (const entry of entries) {
      const place = placeOf(entry.key);
      if (place.kind === 'profile' && place.leaf !== undefined && entry.value !== null) leaves.set(place.leaf, entry);
    }
    const values = Object.fromEntries(LEAVES.map((leaf) => [leaf, leaves.get(leaf)?.value ?? undefined]));
    return { stored: { ...NO_LEAVES, ...values }, entries: leaves };
  }

  /**
   * False when one of the writes lost its race; those before it stand, are announced, and editing again finds them made.
   * An undefined text removes the leaf.
   */
  async #swapAll(name: string, before: Found | undefined, writes: readonly Write[], { undoes, signal }: { readonly undoes?: string | undefined; readonly signal?: AbortSignal | undefined }): Promise<boolean> {
    let after = before?.stored;
    let done = false;
    try {
      for (const [leaf, text] of writes) {
        if (!(await this.#swap(leafKey(name, leaf), text, before?.entries.get(leaf), signal))) return false;
        after = { ...(after ?? NO_LEAVES), [leaf]: text };
      }
      done = true;
    } finally {
      // A part of an undo undoes nothing.
      if (after !== before?.stored) this.announce({ profile: name, before: before?.stored, after, ...(done && undoes !== undefined && { undoes }) });
    }
    return done;
  }

  #swap(key: string, text: string | undefined, known: Entry | undefined, signal: AbortSignal | undefined): Promise<boolean> {
    if (text === undefined) return this.store.deletePrefix(key, signal);
    return known ? this.store.compareAndSwap(key, text, known.revision, signal) : this.store.create(key, text, signal);
  }

  /** Applies what the watches tell, and ends when one of them has lost its history. */
  async #watchUntilResync(model: LayoutModel, prefixes: readonly (readonly [string, string])[], deliver: (data: DatastoreData) => void, signal: AbortSignal): Promise<void> {
    const end = new AbortController();
    const either = AbortSignal.any([signal, end.signal]);
    let pending: NodeJS.Timeout | undefined;
    const follow = async (prefix: string, revision: string) => {
      for await (const event of this.store.watch(prefix, revision, either)) {
        if (event.kind === 'resync') return;
        model.apply(event.changes);
        pending ??= setTimeout(() => {
          pending = undefined;
          if (!either.aborted) deliver(model.data);
        }, GATHER);
      }
    };
    const watches = prefixes.map(([prefix, revision]) => follow(prefix, revision));
    try {
      await Promise.race(watches);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      end.abort();
      clearTimeout(pending);
      await Promise.allSettled(watches);
    }
  }
}
