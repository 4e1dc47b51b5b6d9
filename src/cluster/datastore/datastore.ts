import { decodeProfile, encodeRules, encodeTags, newProfile, type Profile, type StoredProfile } from '../../policy/profile';
import { ClusterError } from '../errors';
import type { Source } from '../source';
import type { DatastoreData } from '../store';
import type { Entry, KeyValueStore, Listing } from './kv';
import { CALICO, leafKey, LEAVES, LIBNETWORK, NO_LEAVES, placeOf, profileDirectory, type Leaf } from './layout';
import { LayoutModel } from './model';

/** Milliseconds that changes are gathered before the data is delivered: calicoctl writes a profile in three steps. */
const GATHER = 10;

/** How an update of a profile ended. */
export type UpdateOutcome = 'changed' | 'unchanged' | 'not-found';

/** Calico's datastore in the layout of version 1, in either version of etcd. Every method throws {@link ClusterError}. */
export class CalicoDatastore implements Source<DatastoreData> {
  constructor(readonly store: KeyValueStore) {}

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
      const writes: [Leaf, string][] = [];
      if (edited.tags !== profile.tags) writes.push(['tags', encodeTags(edited)]);
      if (edited.inbound !== profile.inbound || edited.outbound !== profile.outbound) writes.push(['rules', encodeRules(edited)]);
      if (await this.#swapAll(name, found.entries, writes, signal)) return 'changed';
    }
  }

  /**
   * Puts a text in the place of one leaf as it was seen, to repair what cannot be read: the only way to overwrite a
   * broken profile. False, and nothing changed, when the leaf no longer is `before` (undefined: not there).
   */
  async putDocument(name: string, leaf: Leaf, text: string, before: string | undefined, signal?: AbortSignal): Promise<boolean> {
    const key = leafKey(name, leaf);
    const entry = await this.store.get(key, signal);
    if ((entry?.value ?? undefined) !== before) return false;
    return entry ? this.store.compareAndSwap(key, text, entry.revision, signal) : this.store.create(key, text, signal);
  }

  /** Creates a profile with Calico's default rules; false, and nothing changed, when it is there already. */
  async createProfile(name: string, signal?: AbortSignal): Promise<boolean> {
    if (await this.#readProfile(name, signal)) return false;
    const profile = newProfile(name);
    // Somebody may create it at this very moment: the first leaf decides who does.
    if (!(await this.store.create(leafKey(name, 'tags'), encodeTags(profile), signal))) return false;
    await this.store.put(leafKey(name, 'labels'), '{}', signal);
    await this.store.put(leafKey(name, 'rules'), encodeRules(profile), signal);
    return true;
  }

  /** Removes a profile with all it holds; false when it was not there. */
  deleteProfile(name: string, signal?: AbortSignal): Promise<boolean> {
    return this.store.deletePrefix(profileDirectory(name), signal);
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

  async #readProfile(name: string, signal: AbortSignal | undefined): Promise<{ readonly stored: StoredProfile; readonly entries: ReadonlyMap<Leaf, Entry> } | undefined> {
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

  /** False when one of the writes lost its race; those before it stand, and editing again finds them made. */
  async #swapAll(name: string, before: ReadonlyMap<Leaf, Entry>, writes: readonly [Leaf, string][], signal: AbortSignal | undefined): Promise<boolean> {
    for (const [leaf, value] of writes) {
      const known = before.get(leaf);
      const key = leafKey(name, leaf);
      const done = known ? await this.store.compareAndSwap(key, value, known.revision, signal) : await this.store.create(key, value, signal);
      if (!done) return false;
    }
    return true;
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
