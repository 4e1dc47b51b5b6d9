import type { IncomingMessage } from 'node:http';

/** The maximum size of a request body, in bytes; about the limit of ZooKeeper and etcd. */
const MAX_BODY = 2 * 1024 * 1024;

/** A request body that can't be read; the status says why. */
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
 * Reads a request body as UTF-8, without a byte order mark.
 * @throws BodyError 413 if it is larger than 2 MiB, 400 if it is cut off.
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
      // The rest is discarded until the request times out.
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
