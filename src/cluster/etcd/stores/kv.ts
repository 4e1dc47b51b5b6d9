import type { RateLimit } from '../../../base/rate-limit';

/**
 * A key with its value. Names begin with `/`, as Calico writes them in both versions of etcd. A name that ends in `/`
 * is an empty directory, which only v2 has, with the value null.
 */
export interface KeyValue {
  readonly key: string;
  readonly value: string | null;
  /** The revision of the last change: modifiedIndex or mod_revision, as a string because it may have 64 bits. */
  readonly revision: string;
}

/**
 * All keys below a prefix, and the store's revision at which they were read, or empty if the server did not report it.
 */
export interface Listing {
  readonly entries: readonly KeyValue[];
  readonly revision: string;
}

export type KeyChange =
  | { readonly kind: 'put'; readonly entry: KeyValue }
  /** One key or, with a trailing `/`, a directory with everything below it. */
  | { readonly kind: 'delete'; readonly key: string };

export type WatchEvent =
  /** Simultaneous changes, in order. */
  | { readonly kind: 'changes'; readonly changes: readonly KeyChange[] }
  /** The history was lost: everything must be read again. Ends the watch. */
  | { readonly kind: 'resync' };

/** A key to change if it is unchanged since it was read. */
export interface Write {
  readonly key: string;
  /** The entry as read, or undefined if it was missing. */
  readonly before: KeyValue | undefined;
  /** The new value. undefined removes the key. */
  readonly after: string | undefined;
}

/**
 * The part of etcd that Calico needs. All methods throw ClusterError for failures of the network or the server. A lost
 * comparison is a result, not an error. Changes are sent once. One that may have been made without an answer is thrown
 * as `uncertain`.
 */
export interface KeyValueStore {
  readonly kind: 'etcdv2' | 'etcdv3';
  /** For messages. */
  readonly address: string;
  /** The other generation of Calico whose policy the same server holds in its other store; v1 stands for 1 and 2. */
  readonly hides?: 'v1' | 'v3';
  /** @param prefix A directory with a trailing `/`. */
  list(prefix: string, signal?: AbortSignal): Promise<Listing>;
  get(key: string, signal?: AbortSignal): Promise<KeyValue | undefined>;
  put(key: string, value: string, signal?: AbortSignal): Promise<void>;
  /** Returns false if the key exists. */
  create(key: string, value: string, signal?: AbortSignal): Promise<boolean>;
  /** Returns false if the key was changed or removed since that revision. */
  compareAndSwap(key: string, value: string, revision: string, signal?: AbortSignal): Promise<boolean>;
  /** Removes one key. Returns false if it was changed or removed since that revision. */
  compareAndDelete(key: string, revision: string, signal?: AbortSignal): Promise<boolean>;
  /** Makes all writes or none, if the store supports transactions. Returns false if one of the keys has changed. */
  readonly transact?: (writes: readonly Write[], signal?: AbortSignal) => Promise<boolean>;
  /** Removes an empty directory, if the store has directories. Ignores missing and non-empty ones. */
  removeDirectory(directory: string, signal?: AbortSignal): Promise<void>;
  /** Removes everything below a prefix without comparing. Returns false if there was nothing. */
  deletePrefix(prefix: string, signal?: AbortSignal): Promise<boolean>;
  /**
   * Yields changes below a prefix after a revision, until the signal aborts. Throws if they are unavailable.
   * @param pace Shared by successive watches of a prefix, for stores that request each event.
   */
  watch(prefix: string, revision: string, signal: AbortSignal, rateLimit?: RateLimit): AsyncIterable<WatchEvent>;
  close(): void;
}

/** Returns the next revision. */
export function nextRevision(revision: string): string {
  return (BigInt(revision) + 1n).toString();
}
