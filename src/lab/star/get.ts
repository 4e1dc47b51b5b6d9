import { request, type Agent } from 'node:http';

/** The maximum size of a response, in bytes. */
const MAX_ANSWER = 1024 * 1024;

export interface FetchedAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * Fetches a URL over a new connection.
 * @throws Error if no complete response arrives within the time limit.
 */
export function get(url: string, agent: Agent, timeoutMs: number): Promise<FetchedAnswer> {
  return new Promise((resolve, reject) => {
    const { hostname, port, pathname, search } = new URL(url);
    const options = {
      agent,
      host: hostname,
      port: port || 80,
      path: `${pathname}${search}`,
      headers: { Host: port ? `${hostname}:${port}` : hostname, Connection: 'close' },
    };
    const outgoing = request({ ...options, signal: AbortSignal.timeout(timeoutMs) }, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > MAX_ANSWER) outgoing.destroy(new Error('the answer is too large'));
        chunks.push(chunk);
      });
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}
