import { EtcdCode, EtcdError } from './errors';
import type { EtcdAction, StoreEvent } from './event';
import { EventHistory } from './history';
import { Lifetimes } from './lifetimes';
import {
  childPath,
  cleanPath,
  lifetime,
  nameOf,
  viewAlone,
  viewWithChildren,
  type StoreNode,
  type ViewOptions,
} from './node';
import { checkRemovable, detach, find, leaves, makeDirectories, newNode } from './tree';
import { Watchers, type WatchRequest } from './watchers';

/** The maximum key depth. The original has no limit, but clients can't parse listings of deeper trees. */
const MAX_LEVELS = 400;

/** The value to write, and its TTL. */
export interface Content {
  readonly value?: string;
  readonly dir?: boolean;
  /** Seconds; omitted if it never expires. */
  readonly ttl?: number | undefined;
  /** Keeps the value, renews the TTL, and notifies no watcher. */
  readonly refresh?: boolean;
}

/** The comparison of a compare-and-swap or compare-and-delete; an empty value and zero are no condition. */
export interface SwapCondition {
  readonly prevValue: string;
  readonly prevIndex: number;
}

/**
 * The key tree behind the etcd v2 API: one index that every change increments, an event history, watchers, and TTLs.
 * Behaves like etcd 2.3's store package, including the oddities that clients can observe. All methods throw {@link
 * EtcdError} for what the API rejects.
 */
export class EtcdStore {
  readonly #lifetimes = new Lifetimes((node) => this.#expire(node));
  readonly #listeners = new Set<(event: StoreEvent) => void>();
  readonly #watchers = new Watchers();
  readonly #root: StoreNode;
  #history: EventHistory;
  #index: number;

  /** @param index The index of the last change, when restoring a store. */
  constructor(index = 0) {
    this.#index = index;
    this.#history = new EventHistory(index);
    this.#root = newNode({ path: '/', parent: undefined, index: 0, dir: true });
  }

  /** The index of the last change. */
  get index(): number {
    return this.#index;
  }

  get(path: string, options: ViewOptions): StoreEvent {
    const node = find(this.#root, cleanPath(path), this.#index);
    return { action: 'get', node: viewWithChildren(node, options, Date.now()), etcdIndex: this.#index };
  }

  /** Writes a key, replacing any existing one, or creates a missing directory. */
  set(path: string, content: Content): StoreEvent {
    const clean = cleanPath(path);
    const previous = this.#findOrUndefined(clean);
    if (content.refresh && !previous) find(this.#root, clean, this.#index);
    const value = content.refresh ? (previous?.value ?? '') : content.value;
    return this.#create('set', clean, { ...content, ...(value !== undefined && { value }) }, true);
  }

  /** Creates a node that does not exist yet. `unique` creates a child whose name sorts after all earlier ones. */
  create(path: string, content: Content, unique = false): StoreEvent {
    const clean = cleanPath(path);
    const target = unique ? childPath(clean, String(this.#index + 1).padStart(20, '0')) : clean;
    return this.#create('create', target, { ...content, refresh: false }, false);
  }

  /** Writes an existing key, or renews a directory's TTL. */
  update(path: string, content: Content): StoreEvent {
    const node = this.#findWritable(path);
    if (node.children && content.value) throw new EtcdError(EtcdCode.NotFile, node.path, this.#index);
    return this.#write('update', node, content);
  }

  compareAndSwap(path: string, condition: SwapCondition, content: Content): StoreEvent {
    const node = this.#findWritable(path);
    this.#compare(node, condition);
    // The original notifies watchers of a compare-and-swap even if it only refreshes.
    const value = content.refresh ? node.value : content.value;
    return this.#write('compareAndSwap', node, { ttl: content.ttl, ...(value !== undefined && { value }) });
  }

  remove(path: string, { dir = false, recursive = false } = {}): StoreEvent {
    const node = this.#findWritable(path);
    checkRemovable(node, dir || recursive, recursive, this.#index);
    return this.#remove('delete', node);
  }

  compareAndDelete(path: string, condition: SwapCondition): StoreEvent {
    const node = find(this.#root, cleanPath(path), this.#index);
    this.#compare(node, condition);
    return this.#remove('compareAndDelete', node);
  }

  /**
   * Watches changes from `since` on (0: from now on). Events already in the history are delivered immediately.
   * @returns a function that ends the watch.
   */
  watch(request: WatchRequest, tell: (event: StoreEvent) => void): () => void {
    const since = request.since === 0 ? this.#index + 1 : request.since;
    const past = this.#history.find(request.key, request.recursive, since);
    if (!past) return this.#watchers.add({ ...request, since }, tell);
    tell({ ...past, etcdIndex: this.#index });
    return request.stream ? this.#watchers.add({ ...request, since: this.#index + 1 }, tell) : () => undefined;
  }

  /** Registers an internal listener for every change, including refreshes. */
  onChange(listener: (event: StoreEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Returns the value of a key, or undefined if it does not exist. */
  read(path: string): string | undefined {
    const node = this.#findOrUndefined(cleanPath(path));
    return node?.children ? undefined : node?.value;
  }

  /** Returns all keys at and below a path. */
  leaves(path: string): Iterable<StoreNode> {
    const node = this.#findOrUndefined(cleanPath(path));
    return node ? leaves(node) : [];
  }

  /** Returns the names of a directory's children. */
  names(path: string): readonly string[] {
    return [...(this.#findOrUndefined(cleanPath(path))?.children?.keys() ?? [])];
  }

  /** Removes everything below a path, if it exists. */
  clear(path: string): void {
    if (path === '/') for (const name of this.names('/')) this.clear(`/${name}`);
    else if (this.#findOrUndefined(cleanPath(path))) this.remove(path, { recursive: true });
  }

  /** Stops all timers. */
  close(): void {
    this.#lifetimes.close();
    this.#listeners.clear();
  }

  #findOrUndefined(path: string): StoreNode | undefined {
    try {
      return find(this.#root, path, this.#index);
    } catch (error) {
      if (error instanceof EtcdError && [EtcdCode.KeyNotFound, EtcdCode.NotDirectory].includes(error.code))
        return undefined;
      throw error;
    }
  }

  #findWritable(path: string): StoreNode {
    const clean = cleanPath(path);
    this.#refuseRoot(clean);
    return find(this.#root, clean, this.#index);
  }

  #refuseRoot(path: string): void {
    if (path === '/') throw new EtcdError(EtcdCode.RootReadOnly, '/', this.#index);
  }

  #compare(node: StoreNode, { prevValue, prevIndex }: SwapCondition): void {
    if (node.children) throw new EtcdError(EtcdCode.NotFile, node.path, this.#index);
    const failures = [
      ...(prevValue !== '' && prevValue !== node.value ? [`[${prevValue} != ${node.value}]`] : []),
      ...(prevIndex !== 0 && prevIndex !== node.modifiedIndex ? [`[${prevIndex} != ${node.modifiedIndex}]`] : []),
    ];
    if (failures.length > 0) throw new EtcdError(EtcdCode.CompareFailed, failures.join(' '), this.#index);
  }

  #create(action: EtcdAction, path: string, content: Content, replace: boolean): StoreEvent {
    this.#refuseRoot(path);
    if (path.split('/').length > MAX_LEVELS)
      throw new EtcdError(EtcdCode.InvalidField, `a key has at most ${MAX_LEVELS} levels`, this.#index);
    const parent = makeDirectories(this.#root, path.slice(0, path.lastIndexOf('/')), this.#index);
    const previous = parent.children?.get(nameOf(path));
    if (previous && !replace) throw new EtcdError(EtcdCode.NodeExists, path, this.#index);
    if (previous?.children) throw new EtcdError(EtcdCode.NotFile, path, this.#index);
    const now = Date.now();
    const prevNode = previous && viewAlone(previous, now);
    if (previous) this.#lifetimes.forget(previous);

    const { dir = false, value = '' } = content;
    const node = newNode({
      path,
      parent,
      index: this.#index + 1,
      dir,
      value: dir ? '' : value,
      expires: expiry(content, now),
    });
    parent.children?.set(nameOf(path), node);
    this.#lifetimes.track(node);
    return this.#commit({
      action,
      node: viewAlone(node, now),
      ...(prevNode && { prevNode }),
      ...(content.refresh && { refresh: true }),
    });
  }

  #write(action: EtcdAction, node: StoreNode, content: Content): StoreEvent {
    const now = Date.now();
    const prevNode = viewAlone(node, now);
    node.expires = expiry(content, now);
    this.#lifetimes.track(node);
    const { key } = prevNode;
    const event = { action, prevNode, ...(content.refresh && { refresh: true as const }) };
    const times = { ...lifetime(node, now), modifiedIndex: this.#index + 1, createdIndex: node.createdIndex };
    // A directory has no value to write, so its own index stays while the event has the new one.
    if (node.children) return this.#commit({ ...event, node: { ...(key && { key }), dir: true, ...times } });
    if (!content.refresh) node.value = content.value ?? '';
    node.modifiedIndex = times.modifiedIndex;
    return this.#commit({ ...event, node: { ...(key && { key }), value: node.value, ...times } });
  }

  #remove(action: EtcdAction, node: StoreNode): StoreEvent {
    const { path: key, createdIndex } = node;
    const prevNode = viewAlone(node, Date.now());
    const view = { key, ...(node.children && { dir: true as const }), modifiedIndex: this.#index + 1, createdIndex };
    const event: StoreEvent = { action, node: view, prevNode, etcdIndex: this.#index + 1 };
    detach(node, (gone) => {
      this.#lifetimes.forget(gone);
      if (gone.path !== key) this.#watchers.notifyRemoved(event, gone.path);
    });
    return this.#commit(event);
  }

  #expire(node: StoreNode): void {
    if (this.#findOrUndefined(node.path) === node) this.#remove('expire', node);
  }

  #commit(change: Omit<StoreEvent, 'etcdIndex'>): StoreEvent {
    this.#index += 1;
    const event = { ...change, etcdIndex: this.#index };
    this.#history.add(event);
    if (!event.refresh) this.#watchers.notify(event);
    for (const listener of this.#listeners) listener(event);
    return event;
  }
}

function expiry({ ttl }: Content, now: number): number | undefined {
  return ttl === undefined ? undefined : now + ttl * 1000;
}
