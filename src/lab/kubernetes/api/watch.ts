import { isOn } from '../http/flag';
import { groupVersion, resourceOf, type Kind } from '../kinds/kind';
import { fieldsOf, type Fields, type KubeObject } from '../objects';
import { zeroOf } from '../schema/shape';
import { forbiddenValue, unsupportedValue } from '../causes';
import { badRequest, expired, internal, invalid, type Cause } from '../status-error';
import type { Change, Store } from '../store/store';
import { integer, selectionOf, type Selection } from './list';

/** A line of a watch. */
export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: Fields;
}

/** Milliseconds between two bookmarks of a watch that asks for them. */
const BOOKMARKS = 60_000;

/** Seconds that a watch takes at most; the original ends it after 30 to 60 minutes. */
const LONGEST = 3600;

/** A checked request for a watch. */
export interface WatchRequest {
  readonly kind: Kind;
  readonly namespace: string;
  readonly selection: Selection;
  /** Undefined for a watch that begins with all objects. */
  readonly since: number | undefined;
  readonly bookmarks: boolean;
  /** Whether to tell where the initial objects end. */
  readonly initialEnd: boolean;
  /** Seconds. */
  readonly timeout: number;
}

/** Reads the query of a watch. @throws StatusError */
export function watchRequest(kind: Kind, namespace: string, query: URLSearchParams): WatchRequest {
  const selection = selectionOf(kind, query);
  const version = query.get('resourceVersion') ?? '';
  const initial = query.get('sendInitialEvents');
  checkOptions(query, initial);
  const timeout = integer(query, 'timeoutSeconds') ?? 0;
  if (version !== '' && !/^\d+$/.test(version)) {
    throw internal(
      `resourceVersion: Invalid value: ${JSON.stringify(version)}: strconv.ParseUint: parsing ${JSON.stringify(version)}: invalid syntax`,
    );
  }
  const fromStart = initial === 'true' || (initial !== 'false' && (version === '' || version === '0'));
  const bookmarks = isOn(query, 'allowWatchBookmarks');
  return {
    kind,
    namespace,
    selection,
    since: fromStart ? undefined : version === '' || version === '0' ? Infinity : Number(version),
    bookmarks,
    initialEnd: initial === 'true' && bookmarks,
    timeout: timeout > 0 ? Math.min(timeout, LONGEST) : LONGEST,
  };
}

function checkOptions(query: URLSearchParams, initial: string | null): void {
  const match = query.get('resourceVersionMatch') ?? '';
  const field = 'resourceVersionMatch';
  const causes: Cause[] = [];
  if (initial !== null && match !== 'NotOlderThan')
    causes.push(forbiddenValue(field, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'));
  if (initial === null && match !== '')
    causes.push(
      forbiddenValue(field, 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided'),
    );
  if (match !== '' && match !== 'NotOlderThan') causes.push(unsupportedValue(field, match, ['NotOlderThan']));
  if (initial !== null && !['true', 'false'].includes(initial)) throw badRequest(`invalid value ${initial}`);
  if (causes.length > 0) throw invalid({ group: 'meta.k8s.io', what: 'ListOptions' }, causes);
}

/**
 * Sends the events of a watch until it is stopped.
 * @param send Takes one event after the other.
 * @param end Is called when the server ends the watch.
 * @returns A function that stops it.
 */
export function watch(
  store: Store,
  request: WatchRequest,
  send: (event: WatchEvent) => void,
  end: () => void,
): () => void {
  const { kind, namespace, selection, since } = request;
  const resource = resourceOf(kind);
  const pass = (change: Change): void => {
    if (change.key.resource !== resource || (namespace !== '' && change.key.namespace !== namespace)) return;
    const event = eventOf(change, selection);
    if (event) send(event);
  };
  if (since === undefined) {
    for (const object of store.list(resource, namespace))
      if (selection.matches(object)) send({ type: 'ADDED', object });
    if (request.initialEnd) send(bookmark(kind, store.revision, true));
  } else if (since < store.compacted) {
    const error = expired(`too old resource version: ${since} (${store.compacted})`);
    send({ type: 'ERROR', object: error.body });
    end();
    return () => undefined;
  } else {
    for (const change of store.since(since)) pass(change);
  }
  const stopChanges = store.onChange((change) => {
    // A version of the future: what comes before it isn't asked for.
    if (since === undefined || since === Infinity || change.revision > since) pass(change);
  });
  const bookmarks = request.bookmarks
    ? setInterval(() => send(bookmark(kind, store.revision, false)), BOOKMARKS)
    : undefined;
  const stop = (): void => {
    stopChanges();
    clearInterval(bookmarks);
    clearTimeout(timer);
  };
  const timer = setTimeout(() => {
    stop();
    end();
  }, request.timeout * 1000);
  return stop;
}

/** What a change means to those who watch a selection; undefined if nothing. */
function eventOf(change: Change, { matches }: Selection): WatchEvent | undefined {
  const { type, object, previous } = change;
  const before = previous !== undefined && matches(previous);
  if (type === 'DELETED') return before ? { type, object } : undefined;
  const now = matches(object);
  if (now) return { type: before ? 'MODIFIED' : 'ADDED', object };
  // It has left the selection: shown as it was, with the version of the change.
  return before ? { type: 'DELETED', object: withVersion(previous, change.revision) } : undefined;
}

function withVersion(object: KubeObject, revision: number): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
}

/** Tells how far a watch has come. */
function bookmark(kind: Kind, revision: number, isInitialEnd: boolean): WatchEvent {
  const { metadata: _metadata, ...zero } = zeroOf(kind.shape);
  return {
    type: 'BOOKMARK',
    object: {
      kind: kind.kind,
      apiVersion: groupVersion(kind),
      metadata: {
        resourceVersion: String(revision),
        ...(isInitialEnd && { annotations: { 'k8s.io/initial-events-end': 'true' } }),
      },
      ...zero,
      ...(kind.emptySpec && { spec: { ...kind.emptySpec, ...fieldsOf(zero, 'spec') } }),
    },
  };
}
