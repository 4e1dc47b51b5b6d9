import { isDeepStrictEqual } from 'node:util';
import { apply } from '../../policy/calicoctl/apply';
import type { Command } from '../../policy/calicoctl/command';
import type { Result } from '../../policy/calicoctl/result';
import type { CalicoctlState, Keys } from '../../policy/calicoctl/state';
import type { NamedNetwork } from '../../policy/names';
import { storedIn, type ProfileChange } from './change';
import type { Entry, KeyValueStore } from './kv';
import { CALICO, placeOf, profileDirectory } from './layout';

/** What a calicoctl command printed, and whether it changed the datastore. */
export interface CommandOutcome {
  readonly output: string;
  readonly exit: 0 | 1;
  readonly changed: boolean;
}

export interface RunOptions {
  readonly signal?: AbortSignal;
  /** Hears of each change of a profile that was written. */
  readonly announce?: (change: ProfileChange) => void;
}

/** The datastore as calicoctl sees it, with the entries that it was read from. */
interface Seen {
  readonly state: CalicoctlState;
  readonly entries: ReadonlyMap<string, Entry>;
}

/** Reads what calicoctl's commands look at. */
export async function readState(store: KeyValueStore, networks: readonly NamedNetwork[] | undefined, signal?: AbortSignal): Promise<CalicoctlState> {
  return (await read(store, networks, signal)).state;
}

/**
 * Runs a `calicoctl profile` command: reads, applies, and writes what changed by compare-and-swap. When somebody else
 * was faster, it reads and applies again; the original would overwrite the other's change.
 * @throws ClusterError for what the datastore does.
 */
export async function runCommand(command: Command, store: KeyValueStore, networks: readonly NamedNetwork[] | undefined, options: RunOptions = {}): Promise<CommandOutcome> {
  for (;;) {
    const seen = await read(store, networks, options.signal);
    const result = apply(command, seen.state);
    const written = await write(seen, result, store, options);
    if (written !== 'lost') return { output: result.output, exit: result.exit, changed: written === 'changed' };
  }
}

async function read(store: KeyValueStore, networks: readonly NamedNetwork[] | undefined, signal: AbortSignal | undefined): Promise<Seen> {
  const { entries } = await store.list(CALICO, signal);
  return { state: { keys: new Map(entries.map(({ key, value }) => [key, value])), networks }, entries: new Map(entries.map((entry) => [entry.key, entry])) };
}

async function write({ state, entries }: Seen, result: Result, store: KeyValueStore, { signal, announce }: RunOptions): Promise<'changed' | 'unchanged' | 'lost'> {
  /** What stands there after each write. */
  const keys = new Map(state.keys);
  try {
    for (const name of profilesIn(state.keys).filter((profile) => !hasProfile(profile, result.state.keys))) {
      await store.deletePrefix(profileDirectory(name), signal);
      for (const key of state.keys.keys()) if (key.startsWith(profileDirectory(name))) keys.delete(key);
    }
    for (const [key, value] of result.state.keys) {
      if (value === null || state.keys.get(key) === value) continue;
      const before = entries.get(key);
      const done = before ? await store.compareAndSwap(key, value, before.revision, signal) : await store.create(key, value, signal);
      if (!done) return 'lost';
      keys.set(key, value);
    }
  } finally {
    // Also after a failure: what was written before it stands.
    if (announce) changesBetween(state.keys, keys).forEach(announce);
  }
  return isDeepStrictEqual(keys, state.keys) ? 'unchanged' : 'changed';
}

/** The profiles in which two states of the datastore differ. */
export function changesBetween(before: Keys, after: Keys): readonly ProfileChange[] {
  return [...new Set([...profilesIn(before), ...profilesIn(after)])]
    .map((profile) => ({ profile, before: storedIn(profile, before), after: storedIn(profile, after) }))
    .filter((change) => !isDeepStrictEqual(change.before, change.after));
}

function profilesIn(keys: Keys): readonly string[] {
  const places = [...keys.keys()].map(placeOf);
  return [...new Set(places.flatMap((place) => (place.kind === 'profile' ? [place.name] : [])))];
}

function hasProfile(name: string, keys: Keys): boolean {
  const directory = profileDirectory(name);
  return [...keys.keys()].some((key) => key.startsWith(directory));
}
