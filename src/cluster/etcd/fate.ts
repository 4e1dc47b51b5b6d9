import type { Fate } from '../connection/outcome';
import type { KeyValueStore, Write } from './stores/kv';

/**
 * Determines the fate of a compared write whose answer was lost. It can only have been made as the first change after
 * the compared state. That change is looked up in etcd's history, so that later changes don't hide it. `made` includes
 * whether the comparison succeeded.
 * @param since The store's revision at which the keys were read.
 */
export async function fateOf(
  store: KeyValueStore,
  { key, before, after }: Write,
  since: string,
  signal: AbortSignal,
): Promise<Fate<boolean>> {
  const current = await store.get(key, signal);
  if (current?.revision === before?.revision) return { kind: 'not-made' };
  const end = new AbortController();
  try {
    for await (const event of store.watch(key, before?.revision ?? since, AbortSignal.any([signal, end.signal]))) {
      // The history no longer reaches back that far. Only the current state can show it.
      if (event.kind !== 'changes') break;
      for (const change of event.changes) {
        const value =
          change.kind === 'put'
            ? change.entry.key === key
              ? change.entry.value
              : undefined
            : key.startsWith(change.key)
              ? null
              : undefined;
        if (value !== undefined) return { kind: 'made', value: value === (after ?? null) };
      }
    }
  } finally {
    end.abort();
  }
  return current?.value === after ? { kind: 'made', value: true } : { kind: 'unknown' };
}
