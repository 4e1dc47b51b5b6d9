import type { Pace } from '../../../base/rate-limit';

/**
 * One key. Names begin with `/`, as Calico writes them in both versions of etcd. A name that ends in `/` is an empty
 * directory, which only version 2 has; its value is null.
 */
export interface KeyValue {
  readonly key: string;
  readonly value: string | null;
  /** When the key was last changed: modifiedIndex or mod_revision, as text since it may have 64 bits. */
  readonly revision: string;
}

/** All keys below a prefix, with the store's revision at which they were read: empty when the server did not tell. */
export interface Listing {
  readonly entries: readonly KeyValue[];
  readonly revision: string;
}

export type KeyChange =
  | { readonly kind: 'put'; readonly entry: KeyValue }
  /** One key, or with a trailing `/` a directory with everything below it. */
  | { readonly kind: 'delete'; readonly key: string };

export type WatchEvent =
  /** Changes of one moment, in order. */
  | { readonly kind: 'changes'; readonly changes: readonly KeyChange[] }
  /** History is lost: everything must be read anew. The watch ends with it. */
  | { readonly kind: 'resync' };

/** One key that is to be changed, if it still stands as it was read. */
export interface Write {
  readonly key: string;
  /** As it was read; undefined when it was not there. */
  readonly before: KeyValue | undefined;
  /** The value it shall have; undefined removes it. */
  readonly after: string | undefined;
}

/**
 * etcd, as far as Calico needs it. Every method throws ClusterError for what the network or the server does; a lost
 * comparison is an answer, not an error. A change is sent once, whatever becomes of it: one that may have been made
 * without an answer is thrown as `uncertain`.
 */
export interface KeyValueStore {
  readonly kind: 'etcdv2' | 'etcdv3';
  /** For messages. */
  readonly address: string;
  /** @param prefix a directory, with a trailing `/`. */
  list(prefix: string, signal?: AbortSignal): Promise<Listing>;
  get(key: string, signal?: AbortSignal): Promise<KeyValue | undefined>;
  put(key: string, value: string, signal?: AbortSignal): Promise<void>;
  /** False when the key is there already. */
  create(key: string, value: string, signal?: AbortSignal): Promise<boolean>;
  /** False when the key was changed or removed since that revision. */
  compareAndSwap(key: string, value: string, revision: string, signal?: AbortSignal): Promise<boolean>;
  /** Removes one key; false when it was changed or removed since that revision. */
  compareAndDelete(key: string, revision: string, signal?: AbortSignal): Promise<boolean>;
  /** Makes all writes or none, where the store has transactions; false when one of the keys was changed since. */
  readonly transact?: (writes: readonly Write[], signal?: AbortSignal) => Promise<boolean>;
  /** Removes an empty directory, where the store has directories; one that is gone or holds something is left alone. */
  removeDirectory(directory: string, signal?: AbortSignal): Promise<void>;
  /** Removes everything below a prefix without comparing; false when nothing was there. */
  deletePrefix(prefix: string, signal?: AbortSignal): Promise<boolean>;
  /**
   * Changes below a prefix after a revision, until the signal aborts; throws when they cannot be had.
   * @param pace kept from one watch of a prefix to the next, for stores that ask for each event.
   */
  watch(prefix: string, revision: string, signal: AbortSignal, pace?: Pace): AsyncIterable<WatchEvent>;
  close(): void;
}

/** The revision after another. */
export function nextRevision(revision: string): string {
  return (BigInt(revision) + 1n).toString();
}
