import * as l10n from '@vscode/l10n';
import type { Readable } from 'node:stream';

/** Maximum size of an answer in bytes. */
const MAX_ANSWER = 32 * 1024 * 1024;

/** Maximum number of bytes read from an error response. */
const MAX_ERROR = 64 * 1024;

/**
 * Reads a response body as text. Reads only the beginning of errors.
 * @throws Error if the body is too long, or with the signal's reason if it aborts.
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
