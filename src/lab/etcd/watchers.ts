import { pathOf, type StoreEvent } from './event';

export interface WatchRequest {
  readonly key: string;
  readonly recursive: boolean;
  /** Goes on after the first event. */
  readonly stream: boolean;
  /** The first index of interest. */
  readonly since: number;
}

/** Those who wait for events, by the key they watch. */
export class Watchers {
  readonly #byKey = new Map<string, Set<Watcher>>();

  /** Registers a watcher; the returned function takes it away again. */
  add(request: WatchRequest, tell: (event: StoreEvent) => void): () => void {
    const watcher = { request, tell };
    const peers = this.#byKey.get(request.key) ?? new Set();
    this.#byKey.set(request.key, peers.add(watcher));
    return () => this.#remove(watcher);
  }

  /** Tells all who watch the event's key or, recursively, a directory above it. */
  notify(event: StoreEvent): void {
    const path = pathOf(event);
    for (const watched of pathAndParents(path)) this.#tell(event, path, watched, false);
  }

  /** Tells those who watch `key`, which vanished with the directory the event is about. */
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

/** Whether something between the watched directory and the path is hidden, that is, begins with `_`. */
function hides(watched: string, path: string): boolean {
  return path.length >= watched.length && `/${path.slice(watched.length)}`.replaceAll('//', '/').includes('/_');
}
