import { pathOf, type StoreEvent } from './event';

export interface WatchRequest {
  readonly key: string;
  readonly recursive: boolean;
  /** Continues after the first event. */
  readonly stream: boolean;
  /** The first index to report. */
  readonly since: number;
}

/** Watchers by the key they watch. */
export class Watchers {
  readonly #byKey = new Map<string, Set<Watcher>>();

  /** Registers a watcher; the returned function removes it. */
  add(request: WatchRequest, tell: (event: StoreEvent) => void): () => void {
    const watcher = { request, tell };
    const peers = this.#byKey.get(request.key) ?? new Set();
    this.#byKey.set(request.key, peers.add(watcher));
    return () => this.#remove(watcher);
  }

  /** Notifies all watchers of the event's key or, if recursive, of a directory above it. */
  notify(event: StoreEvent): void {
    const path = pathOf(event);
    for (const watched of pathAndParents(path)) this.#tell(event, path, watched, false);
  }

  /** Notifies watchers of `key`, which was removed together with the event's directory. */
  notifyRemoved(event: StoreEvent, key: string): void {
    this.#tell(event, pathOf(event), key, true);
  }

  #tell(event: StoreEvent, path: string, watched: string, removed: boolean): void {
    const exact = path === watched;
    if (!exact && hides(watched, path)) return;
    for (const watcher of [...(this.#byKey.get(watched) ?? [])]) {
      const { recursive, stream, since } = watcher.request;
      if (!(recursive || exact || removed) || event.etcdIndex < since) continue;
      if (!stream) this.#remove(watcher);
      watcher.tell(event);
    }
  }

  #remove(watcher: Watcher): void {
    const { key } = watcher.request;
    const peers = this.#byKey.get(key);
    peers?.delete(watcher);
    if (peers?.size === 0) this.#byKey.delete(key);
  }
}

interface Watcher {
  readonly request: WatchRequest;
  readonly tell: (event: StoreEvent) => void;
}

function* pathAndParents(path: string): Generator<string> {
  yield '/';
  for (let end = path.indexOf('/', 1); end > 0; end = path.indexOf('/', end + 1)) yield path.slice(0, end);
  if (path !== '/') yield path;
}

/** Whether something between the watched directory and the path is hidden: its name begins with `_`. */
function hides(watched: string, path: string): boolean {
  return path.length >= watched.length && `/${path.slice(watched.length)}`.replaceAll('//', '/').includes('/_');
}
