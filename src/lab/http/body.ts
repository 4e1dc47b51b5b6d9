import type { IncomingMessage } from 'node:http';

/** The largest request body that is read, in bytes; about what ZooKeeper and etcd store for one request. */
const MAX_BODY = 2 * 1024 * 1024;

/** A request's body cannot be read; the status says why. */
class BodyError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = 'BodyError';
  }
}

/**
 * Reads a request's body as UTF-8 text, without the byte order mark that some editors put first.
 * @throws BodyError 413 when it is larger than 2 MiB, 400 when it breaks off.
 */
export function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY) {
        chunks.push(chunk);
        return;
      }
      // What still comes is not kept, until the server's time for a request is up.
      chunks.length = 0;
      reject(new BodyError(413, `the body is larger than ${MAX_BODY} bytes`));
    });
    request.on('error', () => reject(new BodyError(400, 'the body breaks off')));
    request.on('end', () =>
      resolve(
        Buffer.concat(chunks)
          .toString('utf8')
          .replace(/^\uFEFF/, ''),
      ),
    );
  });
}
