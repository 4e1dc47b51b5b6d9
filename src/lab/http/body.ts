import type { IncomingMessage } from 'node:http';

/** The largest request body that is read, in bytes. */
const MAX_BODY = 8 * 1024 * 1024;

/**
 * Reads a request's body as UTF-8 text.
 * @throws Error when it is larger than 8 MiB or breaks off.
 */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) throw new Error(`the body is larger than ${MAX_BODY} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
