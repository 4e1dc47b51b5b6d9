import * as l10n from '@vscode/l10n';
import { ClusterError, isClusterError, messageOf } from '../connection/errors';
import { untilIdle } from '../connection/http/event-stream';
import { beginningOf, boundedLines } from '../../base/lines';
import type { Engine } from './engine';
import { refused } from './refusal';

/** Maximum length of an event in characters. Network events have a few hundred. */
const MAX_EVENT = 64 * 1024;

/**
 * Milliseconds without an event after which the stream is reopened, because engines send nothing while nothing happens.
 */
const LONGEST_SILENCE = 120_000;

/**
 * Yields once when a host's event stream is open, and for each network event, until it ends or the signal aborts.
 * @throws ClusterError if the stream is refused or ends.
 */
export async function* networkEvents(engine: Engine, signal: AbortSignal): AsyncGenerator<void, void, undefined> {
  const answer = await engine.stream('/events', { filters: JSON.stringify({ type: ['network'] }) }, signal);
  const { status, data } = answer;
  data.setEncoding('utf8');
  try {
    if (status !== 200)
      throw refused(engine.address, l10n.t('give its events'), { ...answer, data: await beginningOf(data) });
    yield;
    for await (const line of boundedLines(untilIdle(data, LONGEST_SILENCE), MAX_EVENT)) {
      // Some proxies send empty lines to keep the connection alive.
      if (line.trim() !== '') yield;
    }
  } catch (error) {
    if (signal.aborted) return;
    if (isClusterError(error)) throw error;
    throw new ClusterError(
      'unreachable',
      l10n.t('The event stream of Docker at {0} ended.', engine.address),
      undefined,
      messageOf(error),
      { cause: error },
    );
  } finally {
    data.destroy();
  }
}
