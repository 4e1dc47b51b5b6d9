import * as l10n from '@vscode/l10n';
import type { Readable } from 'node:stream';

/** The largest answer that is read, in bytes. */
const MAX_ANSWER = 32 * 1024 * 1024;

/** The most that is read of an answer that tells of an error, in bytes. */
const MAX_ERROR = 64 * 1024;

/**
 * Reads the body of an answer as text. Of an error only the beginning is read.
 * @throws Error when an answer is too long, or the signal aborts: then with the signal's reason.
 */
export async function readBody(stream: Readable, status: number, signal: AbortSignal): Promise<string> {
  const limit = status < 400 ? MAX_ANSWER : MAX_ERROR;
  const chunks: Buffer[] = [];
  let size = 0;
  const stop = () => stream.destroy(signal.reason as Error);
  signal.addEventListener('abort', stop, { once: true });
  try {
    signal.throwIfAborted();
    for await (const chunk of stream) {
      chunks.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      if (size <= limit) continue;
      if (status < 400) throw new Error(l10n.t('its answer is longer than {0} MB', MAX_ANSWER / 1024 / 1024));
      break;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    stream.destroy();
  }
  return Buffer.concat(chunks)
    .subarray(0, limit)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
}
