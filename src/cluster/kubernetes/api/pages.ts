import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import type { Readable } from 'node:stream';
import { parseJson } from '../../../base/json';
import { Slices } from '../../../base/time-slices';
import { ClusterError, isClusterError, messageOf } from '../../connection/errors';
import { requestError } from '../../connection/http/errors';
import { untilIdle } from '../../connection/http/event-stream';
import type { KubernetesApi } from './client';
import { ListSplitter, type ItemText } from './list-splitter';
import { isStatus } from './status';

/** A list to read. */
export interface ListRequest {
  /** The resource as it appears in messages. */
  readonly name: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
}

/** Objects of a list, and the state of the cluster that they show. */
export interface Listed<T> {
  readonly items: readonly T[];
  readonly resourceVersion: string;
  /** The number of objects that nest too deeply to be read. */
  readonly tooDeep: number;
}

/** Number of objects in a page. Some servers ignore it and send all at once. */
const PAGE = 500;

/** Milliseconds without a byte after which a page counts as lost. */
const PAGE_SILENCE = 20_000;

/** Maximum number of times that a list is begun anew because the server has forgotten the state it showed. */
const MAX_ATTEMPTS = 3;

const rest = z.object({
  kind: z.catch(z.string(), ''),
  items: z.optional(z.nullable(z.array(z.unknown()))),
  metadata: z.object({
    resourceVersion: z.catch(z.string(), ''),
    continue: z.catch(z.nullish(z.string()), undefined),
  }),
});

/**
 * Reads a list in pages, object by object, so that it neither blocks for long nor fills memory.
 * @param keep Returns what to keep of an object, or undefined for nothing.
 * @throws ClusterError if a page can't be had or is no list.
 */
export async function listAll<T>(
  api: KubernetesApi,
  request: ListRequest,
  keep: (item: unknown) => T | undefined,
  signal: AbortSignal,
): Promise<Listed<T>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await listOnce(api, request, keep, signal);
    } catch (error) {
      // The continuation has expired. The server offers another one, which could leave objects out.
      if (!isStatus(error, 410) || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

async function listOnce<T>(
  api: KubernetesApi,
  request: ListRequest,
  keep: (item: unknown) => T | undefined,
  signal: AbortSignal,
): Promise<Listed<T>> {
  const items: T[] = [];
  let tooDeep = 0;
  const take = (item: ItemText) => {
    if ('isTooDeep' in item) {
      tooDeep += 1;
      return;
    }
    const kept = keep(parseJson(item.text));
    if (kept !== undefined) items.push(kept);
  };
  let resourceVersion: string | undefined;
  let token: string | undefined;
  do {
    const query = {
      ...request.query,
      limit: String(PAGE),
      ...(token !== undefined && { continue: token }),
    };
    const end = new AbortController();
    const either = AbortSignal.any([signal, end.signal]);
    const what = l10n.t('list {0}', request.name);
    try {
      const stream = await api.stream({ what, path: request.path, query, signal: either });
      const { metadata } = await readPage(api, what, stream, take, signal);
      resourceVersion ??= metadata.resourceVersion;
      token = metadata.continue === '' ? undefined : (metadata.continue ?? undefined);
    } finally {
      end.abort();
    }
  } while (token !== undefined);
  return { items, resourceVersion, tooDeep };
}

async function readPage(
  api: KubernetesApi,
  what: string,
  stream: Readable,
  take: (item: ItemText) => void,
  signal: AbortSignal,
): Promise<z.infer<typeof rest>> {
  const splitter = new ListSplitter();
  const slices = new Slices();
  try {
    for await (const chunk of untilIdle(stream, Math.min(PAGE_SILENCE, api.longestSilence))) {
      for (const item of splitter.push(chunk as Buffer)) {
        take(item);
        if (!slices.isOver) continue;
        await slices.next();
        signal.throwIfAborted();
      }
    }
  } catch (error) {
    if (signal.aborted) throw new ClusterError('cancelled', l10n.t('Listing was canceled.'));
    if (isClusterError(error)) throw error;
    throw error instanceof Error && 'code' in error
      ? requestError(error, { service: 'Kubernetes', address: api.context.cluster.server }, false)
      : notAList(api, what, messageOf(error));
  } finally {
    stream.destroy();
  }
  const parsed = rest.safeParse(parseJson(splitter.rest()));
  if (!parsed.success || !parsed.data.kind.endsWith('List'))
    throw notAList(api, what, l10n.t('its answer is incomplete or of another kind'));
  return parsed.data;
}

function notAList(api: KubernetesApi, what: string, why: string): ClusterError {
  return new ClusterError('unexpected-answer', l10n.t('{0} could not {1}: {2}.', api.server, what, why));
}
