import { EtcdCode, EtcdError } from './errors';
import { pathOf, type StoreEvent } from './event';

/** Number of events of the whole store that a watcher can still request, as in etcd 2.3. */
export const HISTORY_CAPACITY = 1000;

/** The store's latest events, so that a late watcher misses nothing. */
export class EventHistory {
  #events: StoreEvent[] = [];
  #lastIndex: number;

  /** @param index The store's initial index; earlier events are gone. */
  constructor(index: number) {
    this.#lastIndex = index;
  }

  add(event: StoreEvent): void {
    this.#events.push(event);
    this.#lastIndex = event.etcdIndex;
    if (this.#events.length > HISTORY_CAPACITY) this.#events.shift();
  }

  /**
   * Returns the first event from `since` on that a watcher of `key` would have received.
   * @throws EtcdError 401 if events from there on have been cleared.
   */
  find(key: string, recursive: boolean, since: number): StoreEvent | undefined {
    if (since > this.#lastIndex) return undefined;
    const start = this.#events[0]?.etcdIndex ?? this.#lastIndex + 1;
    if (since < start) {
      throw new EtcdError(
        EtcdCode.EventIndexCleared,
        `the requested history has been cleared [${start}/${since}]`,
        this.#lastIndex,
      );
    }
    return this.#events.slice(since - start).find((event) => concerns(event, key, recursive));
  }
}

function concerns(event: StoreEvent, key: string, recursive: boolean): boolean {
  if (event.refresh) return false;
  const path = pathOf(event);
  if (path === key) return true;
  if (recursive && path.startsWith(key === '/' ? '/' : `${key}/`)) return true;
  // Watchers inside a directory also receive its removal, which is a single event.
  const removed = event.action === 'delete' || event.action === 'expire';
  return removed && event.prevNode?.dir === true && key.startsWith(path);
}
