import type { StoreEvent } from './event';
import type { KeysParameters } from './request';
import type { Content, EtcdStore } from './store';

/**
 * Applies one keys request to the store, choosing the operation as etcd 2.3 does: `prevExist` before `prevIndex` and
 * `prevValue`; an index of zero is no condition.
 * @throws EtcdError from the store.
 */
export function applyKeysRequest(
  store: EtcdStore,
  method: string,
  path: string,
  parameters: KeysParameters,
): StoreEvent {
  switch (method) {
    case 'PUT':
      return put(store, path, parameters);
    case 'POST':
      return store.create(path, contentOf(parameters), true);
    case 'DELETE':
      return isConditional(parameters) ? store.compareAndDelete(path, parameters) : store.remove(path, parameters);
    default:
      return store.get(path, parameters);
  }
}

function put(store: EtcdStore, path: string, parameters: KeysParameters): StoreEvent {
  const content = contentOf(parameters);
  if (parameters.prevExist === false) return store.create(path, content);
  if (isConditional(parameters)) return store.compareAndSwap(path, parameters, content);
  return parameters.prevExist ? store.update(path, content) : store.set(path, content);
}

function isConditional({ prevIndex, prevValue }: KeysParameters): boolean {
  return prevIndex > 0 || prevValue !== '';
}

function contentOf({ value, dir, ttl, refresh }: KeysParameters): Content {
  return { value, dir, ttl, refresh };
}
