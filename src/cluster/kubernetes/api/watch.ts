import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import { isTooDeep, parseJson } from '../../../base/json';
import { boundedLines } from '../../../base/lines';
import { ClusterError, isClusterError, messageOf } from '../../connection/errors';
import type { KubernetesApi } from './client';
import type { ListRequest } from './pages';

/** A change that a watch reports. */
export type WatchEvent =
  | { readonly kind: 'opened' }
  | { readonly kind: 'put' | 'delete'; readonly object: unknown; readonly resourceVersion: string }
  /** Nothing changed up to this state. */
  | { readonly kind: 'bookmark'; readonly resourceVersion: string };

/** Why a watch ended that was neither refused nor broken off. */
export type WatchEnd =
  /** The server ended it, as it does after a few minutes. It can go on where it stopped. */
  | 'ended'
  /** No event came, not even a bookmark. The connection, or the watch in the server, may be dead. */
  | 'silent';

/** Seconds after which the server ends a watch, at most and at least. They differ so that not all end at once. */
const LONGEST = 540;
const SHORTEST = 300;

/** Maximum number of characters of an event. */
const MAX_EVENT = 8 * 1024 * 1024;

const event = z.object({ type: z.string(), object: z.unknown() });

const versioned = z.object({ metadata: z.object({ resourceVersion: z.string() }) });

/**
 * Yields the changes of a list since a state of the cluster. Returns why it ended.
 * @throws StatusError 410 if the server has forgotten that state: everything must be listed again.
 * @throws ClusterError if the watch is refused, breaks off or holds something else.
 */
export async function* watchList(
  api: KubernetesApi,
  request: ListRequest,
  resourceVersion: string,
  signal: AbortSignal,
): AsyncGenerator<WatchEvent, WatchEnd, undefined> {
  const what = l10n.t('watch {0}', request.name);
  const end = new AbortController();
  const stream = await api.stream({
    what,
    path: request.path,
    query: {
      ...request.query,
      watch: '1',
      resourceVersion,
      allowWatchBookmarks: 'true',
      timeoutSeconds: String(SHORTEST + Math.floor(Math.random() * (LONGEST - SHORTEST))),
    },
    // A compressed event may wait for the next one.
    headers: { 'Accept-Encoding': 'identity' },
    signal: AbortSignal.any([signal, end.signal]),
  });
  stream.setEncoding('utf8');
  const silence = new AbortController();
  const beSilent = () => {
    silence.abort();
    stream.destroy();
  };
  let limit = setTimeout(beSilent, api.longestSilence);
  try {
    yield { kind: 'opened' };
    for await (const line of boundedLines(stream, MAX_EVENT)) {
      clearTimeout(limit);
      limit = setTimeout(beSilent, api.longestSilence);
      api.hear();
      if (line.trim() !== '') yield readEvent(api, what, line);
    }
  } catch (error) {
    if (isClusterError(error)) throw error;
    if (silence.signal.aborted) return 'silent';
    if (signal.aborted) return 'ended';
    throw new ClusterError(
      'unreachable',
      l10n.t('{0} broke off: it could not {1} any longer.', api.server, what),
      undefined,
      messageOf(error),
      { cause: error },
    );
  } finally {
    clearTimeout(limit);
    end.abort();
    stream.destroy();
  }
  return silence.signal.aborted ? 'silent' : 'ended';
}

function readEvent(api: KubernetesApi, what: string, line: string): WatchEvent {
  const parsed = event.safeParse(isTooDeep(line) ? undefined : parseJson(line));
  if (!parsed.success) throw strange(api, what);
  const { type, object } = parsed.data;
  if (type === 'ERROR') throw api.refusedEvent(what, object);
  const read = versioned.safeParse(object);
  if (!read.success) throw strange(api, what);
  const { resourceVersion } = read.data.metadata;
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
      return { kind: 'put', object, resourceVersion };
    case 'DELETED':
      return { kind: 'delete', object, resourceVersion };
    case 'BOOKMARK':
      return { kind: 'bookmark', resourceVersion };
    default:
      throw strange(api, what);
  }
}

function strange(api: KubernetesApi, what: string): ClusterError {
  return new ClusterError(
    'unexpected-answer',
    l10n.t('{0} sent something else than an event when asked to {1}.', api.server, what),
  );
}
