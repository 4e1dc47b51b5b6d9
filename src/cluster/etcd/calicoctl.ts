import * as l10n from '@vscode/l10n';
import { isDeepStrictEqual } from 'node:util';
import { apply } from '../../policy/calico1/calicoctl/apply';
import type { Command } from '../../policy/calico1/calicoctl/command';
import type { Result } from '../../policy/calico1/calicoctl/result';
import type { CalicoctlState, Keys } from '../../policy/calico1/calicoctl/state';
import type { NamedNetwork } from '../../policy/calico1/names';
import { storedIn, type ProfileChange } from './change';
import { commit, removeDirectories } from './commit';
import { contend } from './contend';
import type { KeyValue, KeyValueStore, Write } from './stores/kv';
import { HOSTS, parseKey, profileDirectory, PROFILES } from './layout';
import { isRefusal, refusedPrefix } from './prefixes';

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
  readonly entries: ReadonlyMap<string, KeyValue>;
  /** The store's revision of this reading. */
  readonly since: string;
  /** Why the user can't read the endpoints, if so. Commands that need them fail with this error. */
  readonly refused?: Error;
}

/** Reads what calicoctl's commands need. */
export async function readState(
  store: KeyValueStore,
  networks: readonly NamedNetwork[] | undefined,
  signal?: AbortSignal,
): Promise<CalicoctlState> {
  return (await read(store, networks, signal)).state;
}

/**
 * Runs a `calicoctl profile` command: reads, applies, and writes what changed by compare-and-swap. When someone else
 * was faster, it reads and applies again; the original would overwrite the other's change.
 * @throws ClusterError like the datastore.
 */
export async function runCommand(
  command: Command,
  store: KeyValueStore,
  networks: readonly NamedNetwork[] | undefined,
  options: RunOptions = {},
): Promise<CommandOutcome> {
  let inTheWay: readonly KeyValue[] = [];
  return contend({
    subject: l10n.t('The policy'),
    attempt: async () => {
      const seen = await read(store, networks, options.signal);
      if (seen.refused && needsEndpoints(command)) throw seen.refused;
      const result = apply(command, seen.state);
      const writes = writesBetween(seen, result);
      inTheWay = writes.flatMap(({ before }) => before ?? []);
      if (!(await write(seen, writes, result, store, options))) return undefined;
      return { output: result.output, exit: result.exit, changed: writes.length > 0 };
    },
    current: () => inTheWay,
    signal: options.signal,
  });
}

async function read(
  store: KeyValueStore,
  networks: readonly NamedNetwork[] | undefined,
  signal: AbortSignal | undefined,
): Promise<Seen> {
  const [{ entries, revision }, endpoints] = await Promise.all([
    store.list(PROFILES, signal),
    readEndpoints(store, signal),
  ]);
  const refused = endpoints instanceof Error ? endpoints : undefined;
  const all = endpoints instanceof Error ? entries : [...entries, ...endpoints];
  return {
    since: revision,
    state: { keys: new Map(all.map(({ key, value }) => [key, value])), networks },
    entries: new Map(all.map((entry) => [entry.key, entry])),
    ...(refused && { refused }),
  };
}

async function readEndpoints(
  store: KeyValueStore,
  signal: AbortSignal | undefined,
): Promise<readonly KeyValue[] | Error> {
  try {
    return (await store.list(HOSTS, signal)).entries;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return refusedPrefix(store, HOSTS, error);
  }
}

function needsEndpoints(command: Command): boolean {
  return (command.kind === 'remove' && command.check) || (command.kind === 'show' && command.detailed);
}

/** The keys that a command changes. Of a removed profile, the rules come first: without them it allows nothing. */
function writesBetween({ state, entries }: Seen, result: Result): readonly Write[] {
  const removed = profilesOnlyIn(state.keys, result.state.keys).flatMap((name) => {
    const inside = [...entries.values()].filter(
      ({ key, value }) => value !== null && key.startsWith(profileDirectory(name)),
    );
    return inside
      .sort((a, b) => Number(b.key.endsWith('/rules')) - Number(a.key.endsWith('/rules')))
      .map((before): Write => ({ key: before.key, before, after: undefined }));
  });
  const changed = [...result.state.keys].flatMap(([key, after]): readonly Write[] =>
    after === null || state.keys.get(key) === after ? [] : [{ key, before: entries.get(key), after }],
  );
  return [...removed, ...changed];
}

async function write(
  { state, entries, since }: Seen,
  writes: readonly Write[],
  result: Result,
  store: KeyValueStore,
  { signal, announce }: RunOptions,
): Promise<boolean> {
  const removed = profilesOnlyIn(state.keys, result.state.keys);
  const creates = profilesOnlyIn(result.state.keys, state.keys).map(profileDirectory);
  const [name] = new Set(writes.flatMap(({ key }) => profilesIn(new Map([[key, null]]))));
  const onMade = (made: readonly Write[]) => {
    const keys = new Map(state.keys);
    for (const { key, after } of made) {
      if (after === undefined) keys.delete(key);
      else keys.set(key, after);
    }
    if (announce) changesBetween(state.keys, keys).forEach(announce);
  };
  if (
    !(await commit(store, {
      subject: name === undefined ? l10n.t('The policy') : l10n.t('The profile {0}', name),
      writes,
      since,
      creates,
      signal,
      onMade,
    }))
  )
    return false;
  for (const profile of removed) {
    const directory = profileDirectory(profile);
    await removeDirectories(
      store,
      directory,
      [...entries.values()].filter(({ key }) => key.startsWith(directory)),
      signal,
    );
  }
  return true;
}

function profilesOnlyIn(one: Keys, other: Keys): readonly string[] {
  return profilesIn(one).filter((profile) => !hasProfile(profile, other));
}

/** The profiles in which two states of the datastore differ. */
export function changesBetween(before: Keys, after: Keys): readonly ProfileChange[] {
  return [...new Set([...profilesIn(before), ...profilesIn(after)])]
    .map((profile) => ({ profile, before: storedIn(profile, before), after: storedIn(profile, after) }))
    .filter((change) => !isDeepStrictEqual(change.before, change.after));
}

function profilesIn(keys: Keys): readonly string[] {
  const places = [...keys.keys()].map(parseKey);
  return [...new Set(places.flatMap((place) => (place.kind === 'profile' ? [place.name] : [])))];
}

function hasProfile(name: string, keys: Keys): boolean {
  const directory = profileDirectory(name);
  return [...keys.keys()].some((key) => key.startsWith(directory));
}
