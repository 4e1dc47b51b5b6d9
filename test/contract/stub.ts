import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An answer of a stub: a value as JSON, a status with a text, or a function that answers. */
export type StubAnswer =
  | { readonly json: unknown; readonly status?: number }
  | { readonly text: string; readonly status?: number; readonly type?: string }
  | ((request: IncomingMessage, response: ServerResponse, body: string) => void);

/** A server with prepared answers by method and path, which counts requests. */
export interface Stub {
  readonly url: string;
  /** All requests as `METHOD /path?query`, in order. */
  readonly asked: readonly string[];
  /** Answers by `METHOD /path`; those of GET by the path alone. Can be changed while it runs. */
  readonly answers: Map<string, StubAnswer>;
  close(): Promise<void>;
}

export async function startStub(answers: Readonly<Record<string, StubAnswer>>): Promise<Stub> {
  const table = new Map(Object.entries(answers));
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const method = request.method ?? 'GET';
    const { pathname } = new URL(request.url ?? '/', 'http://stub');
    asked.push(`${method} ${request.url ?? ''}`);
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const answer = table.get(`${method} ${pathname}`) ??
        (method === 'GET' ? table.get(pathname) : undefined) ?? { text: 'page not found\n', status: 404 };
      if (typeof answer === 'function') answer(request, response, body);
      else if ('json' in answer)
        response
          .writeHead(answer.status ?? 200, { 'Content-Type': 'application/json' })
          .end(JSON.stringify(answer.json));
      else response.writeHead(answer.status ?? 200, { 'Content-Type': answer.type ?? 'text/plain' }).end(answer.text);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answers: table,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
