import * as l10n from '@vscode/l10n';
import type { AxiosResponse } from 'axios';
import type { Readable } from 'node:stream';
import { ClusterError } from '../errors';
import type { HttpClient, HttpRequest } from './client';

/** Milliseconds for a server to open a stream. */
const OPENING = 10_000;

/**
 * Opens a stream that stays open until the signal aborts.
 * @throws ClusterError as {@link HttpClient.request} does, and `timeout` if no answer starts.
 */
export async function openStream(
  http: HttpClient,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<AxiosResponse<Readable>> {
  const late = new AbortController();
  const limit = setTimeout(() => late.abort(), OPENING);
  try {
    return await http.request<Readable>({
      ...request,
      responseType: 'stream',
      timeout: 0,
      signal: AbortSignal.any([signal, late.signal]),
    });
  } catch (error) {
    if (!late.signal.aborted || signal.aborted) throw error;
    const { service, address } = http.options;
    throw new ClusterError(
      'timeout',
      l10n.t('{0} at {1} did not open its event stream in time.', service, address),
      l10n.t('Check whether a firewall, proxy or policy blocks it.'),
      undefined,
      { cause: error },
    );
  } finally {
    clearTimeout(limit);
  }
}

/**
 * Yields the chunks of a stream. Ends after the given milliseconds of silence, because a dead connection may go
 * unnoticed.
 */
export async function* untilIdle(stream: Readable, longest: number): AsyncGenerator<unknown, void, undefined> {
  const idle = new AbortController();
  const end = () => {
    idle.abort();
    stream.destroy();
  };
  let limit = setTimeout(end, longest);
  try {
    for await (const chunk of stream) {
      clearTimeout(limit);
      yield chunk;
      limit = setTimeout(end, longest);
    }
  } catch (error) {
    if (!idle.signal.aborted) throw error;
  } finally {
    clearTimeout(limit);
  }
}
