import * as l10n from '@vscode/l10n';
import { setTimeout as delay } from 'node:timers/promises';
import { ClusterError, isClusterError, messageOf } from '../connection/errors';
import { findOut, settle, type KnownFate } from '../connection/outcome';
import { fateOf } from './fate';
import type { KeyValue, KeyValueStore, Write } from './stores/kv';

export interface Commit {
  /** What is changed, as the subject of a sentence: `The profile web`. */
  readonly subject: string;
  readonly writes: readonly Write[];
  /** The store's revision at which the keys were read. */
  readonly since: string;
  /** Directories that the writes create in version 2. */
  readonly creates: readonly string[];
  readonly signal?: AbortSignal | undefined;
  /** Called with the writes that remain in the end: all of them, or those that could not be reverted. */
  readonly onMade: (writes: readonly Write[]) => void;
}

/** Maximum attempts of a compared write that was not made. At most one can succeed. */
const SENDINGS = 3;

/**
 * Makes related writes: in one transaction if the store supports it, else one after another, reverting them after a
 * lost comparison or a failure. Returns false after a lost race, without any change.
 * @throws ClusterError if it failed, `unknown-outcome` if its outcome can't be determined. The error's check completes
 * the change if the write in question was made, and reverts the rest if it was not.
 */
export async function commit(store: KeyValueStore, change: Commit): Promise<boolean> {
  const { writes, onMade } = change;
  const [first] = writes;
  if (!first) return true;
  if (!store.transact) return oneByOne(store, change, 0);
  const outcome = (made: boolean) => {
    if (made) onMade(writes);
    return made;
  };
  // All are made at one revision, so the fate of the first is that of all.
  return outcome(
    await once(
      store,
      change,
      first,
      (signal) => store.transact?.(writes, signal) ?? Promise.resolve(false),
      (fate) => outcome(fate.kind === 'made' && fate.value),
    ),
  );
}

/** @param from The writes before this index were made. */
async function oneByOne(store: KeyValueStore, change: Commit, from: number): Promise<boolean> {
  const { writes, onMade } = change;
  for (const [index, write] of writes.entries()) {
    if (index < from) continue;
    const standing = writes.slice(0, index);
    const goBack = async () => {
      await takeBack(store, change, standing);
      return false;
    };
    // Not bound to the signal: a later check must be able to complete it.
    const conclude = (fate: KnownFate<boolean>) =>
      fate.kind === 'made' && fate.value ? oneByOne(store, { ...change, signal: undefined }, index + 1) : goBack();
    let made: boolean;
    try {
      made = await once(store, change, write, (signal) => swap(store, write, signal), conclude);
    } catch (error) {
      // It is unknown whether this write was made, so the writes before it are left to the check.
      if (!isClusterError(error) || error.kind !== 'unknown-outcome') await takeBack(store, change, standing, error);
      throw error;
    }
    if (!made) return goBack();
  }
  onMade(writes);
  return true;
}

/** Sends one comparison. Repeats the same comparison only if reading shows that it was not made. */
async function once(
  store: KeyValueStore,
  { subject, since, signal }: Commit,
  write: Write,
  send: (signal: AbortSignal | undefined) => Promise<boolean>,
  onFound: (fate: KnownFate<boolean>) => boolean | Promise<boolean>,
): Promise<boolean> {
  const find = (end: AbortSignal) => fateOf(store, write, since, end);
  const settleAfter = (attempt: () => Promise<boolean>) => settle({ subject, write: attempt, find, onFound });
  for (let sending = 1; sending < SENDINGS; sending++) {
    try {
      return await send(signal);
    } catch (error) {
      if (!isClusterError(error) || !error.uncertain) throw error;
      if (error.kind === 'cancelled') return settleAfter(() => Promise.reject(error));
      const fate = await findOut(find, [0]);
      if (fate.kind === 'made') return fate.value;
      if (fate.kind === 'unknown') return settleAfter(() => Promise.reject(error));
      await delay(Math.random() * 200);
    }
  }
  return settleAfter(() => send(signal));
}

function swap(store: KeyValueStore, { key, before, after }: Write, signal: AbortSignal | undefined): Promise<boolean> {
  if (after !== undefined)
    return before ? store.compareAndSwap(key, after, before.revision, signal) : store.create(key, after, signal);
  return before ? store.compareAndDelete(key, before.revision, signal) : Promise.resolve(true);
}

/**
 * Restores the previous values, in reverse order, unless someone else has changed them. Not bound to the signal,
 * because cancellation requires it.
 */
async function takeBack(
  store: KeyValueStore,
  { subject, creates, onMade }: Commit,
  standing: readonly Write[],
  cause?: unknown,
): Promise<void> {
  const left: Write[] = [];
  for (const write of standing.toReversed()) {
    try {
      const now = await store.get(write.key);
      const back: Write = { key: write.key, before: now, after: write.before?.value ?? undefined };
      if (now?.value !== write.after || !(await swap(store, back, undefined))) left.unshift(write);
    } catch (error) {
      left.unshift(write);
      cause ??= error;
    }
  }
  if (left.length === 0) {
    // An empty directory is not a profile. Report the failure, not the leftover.
    for (const directory of standing.length > 0 ? creates : [])
      await store.removeDirectory(directory).catch(() => undefined);
    return;
  }
  onMade(left);
  if (cause !== undefined)
    throw new ClusterError(
      'server',
      l10n.t('{0} was partially changed: {1}', subject, messageOf(cause)),
      l10n.t('Changed: {0}. Check it and try again.', left.map(({ key }) => key).join(', ')),
      undefined,
      { cause },
    );
}

/** Removes the directories of these entries, deepest first, unless someone has added entries. */
export async function removeDirectories(
  store: KeyValueStore,
  top: string,
  entries: readonly KeyValue[],
  signal?: AbortSignal,
): Promise<void> {
  const inside = entries.flatMap(({ key }) => directoriesOf(key)).filter((directory) => directory.startsWith(top));
  const deepestFirst = [...new Set([top, ...inside])].sort((a, b) => b.length - a.length);
  for (const directory of deepestFirst) await store.removeDirectory(directory, signal);
}

function directoriesOf(key: string): readonly string[] {
  return [...key.matchAll(/\//g)].map(({ index }) => key.slice(0, index + 1));
}
