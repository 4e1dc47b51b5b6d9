import type { NamedNetwork } from '../names';

/** Datastore keys with their values; a key that ends in `/` with value null is an empty directory. */
export type Keys = ReadonlyMap<string, string | null>;

/** The state that a `calicoctl profile` command reads and changes. */
export interface CalicoctlState {
  /** The keys of profiles and hosts below `/calico/v1/`. */
  readonly keys: Keys;
  /** Docker's networks; undefined if Docker is not available. */
  readonly networks: readonly NamedNetwork[] | undefined;
}

export const PROFILES = '/calico/v1/policy/profile/';

/** Lists the names in a directory, as etcd does: keys that begin with `_` are hidden. */
export function children(keys: Keys, directory: string): string[] {
  const names = new Set<string>();
  for (const key of keys.keys()) {
    const name = key.startsWith(directory) ? key.slice(directory.length).split('/')[0] : '';
    if (name && !name.startsWith('_')) names.add(name);
  }
  return [...names];
}

/** Whether a directory exists, even an empty one; its path ends in `/`. */
export function isDirectory(keys: Keys, path: string): boolean {
  for (const key of keys.keys()) if (key.startsWith(path)) return true;
  return false;
}

/** Returns the keys with one key written. */
export function put(keys: Keys, key: string, value: string): Keys {
  const filled = [...keys].filter(([other, content]) => content !== null || !key.startsWith(other));
  return new Map([...filled, [key, value]]);
}

/**
 * Returns the keys without a key, or without a directory and its contents; the parent directory stays, even if empty.
 */
export function removeTree(keys: Keys, path: string): Keys {
  const left = new Map([...keys].filter(([key]) => key !== path && !key.startsWith(`${path}/`)));
  const parent = path.slice(0, path.lastIndexOf('/') + 1);
  if (!isDirectory(left, parent)) left.set(parent, null);
  return left;
}
