import { ClusterError } from '../errors';
import type { KeyValueStore } from './kv';

/** A view of a store that reads and watches, and refuses every other call. @param cluster its name, for the message. */
export function readOnlyStore(store: KeyValueStore, cluster: string): KeyValueStore {
  const readings: ReadonlySet<PropertyKey> = new Set<keyof KeyValueStore>(['list', 'get', 'watch', 'close']);
  return new Proxy(store, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== 'function') return value;
      // What is not known to read is refused: a way to write that comes later is refused too.
      if (!readings.has(key)) return () => Promise.reject(readOnlyError(cluster));
      return (...args: readonly unknown[]) => Reflect.apply(value, target, args) as unknown;
    },
  });
}

/** A change of a cluster that must not be changed from here. */
export function readOnlyError(cluster: string): ClusterError {
  return new ClusterError('forbidden', `${cluster} is read-only here. Nothing was changed.`, 'Change “production” in the cluster’s settings if it may be changed from here.');
}
