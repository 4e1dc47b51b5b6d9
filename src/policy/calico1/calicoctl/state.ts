import type { NamedNetwork } from '../names';

/** Keys of the datastore with their values; a key that ends in `/` with null is an empty directory. */
export type Keys = ReadonlyMap<string, string | null>;

/** What a `calicoctl profile` command sees and changes. */
export interface CalicoctlState {
  /** The keys of profiles and hosts below `/calico/v1/`. */
  readonly keys: Keys;
  /** Docker's networks; undefined when Docker cannot be reached. */
  readonly networks: readonly NamedNetwork[] | undefined;
}

export const PROFILES = '/calico/v1/policy/profile/';

/** The names below a directory, as a listing gives them: keys that begin with `_` are hidden. */
export function children(keys: Keys, directory: string): string[] {
  const names = new Set<string>();
  for (const key of keys.keys()) {
    const name = key.startsWith(directory) ? key.slice(directory.length).split('/')[0] : '';
    if (name && !name.startsWith('_')) names.add(name);
  }
  return [...names];
}

/** Whether there is a directory of this name, be it empty; its path ends in `/`. */
export function isDirectory(keys: Keys, path: string): boolean {
  for (const key of keys.keys()) if (key.startsWith(path)) return true;
  return false;
}

/** The keys with one written. */
export function put(keys: Keys, key: string, value: string): Keys {
  const filled = [...keys].filter(([other, content]) => content !== null || !key.startsWith(other));
  return new Map([...filled, [key, value]]);
}

/** The keys without a key or a directory and all in it; the directory that held it stays, be it empty. */
export function removeTree(keys: Keys, path: string): Keys {
  const left = new Map([...keys].filter(([key]) => key !== path && !key.startsWith(`${path}/`)));
  const parent = path.slice(0, path.lastIndexOf('/') + 1);
  if (!isDirectory(left, parent)) left.set(parent, null);
  return left;
}
