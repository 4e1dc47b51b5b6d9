import { createServer as createHttp, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createHttps, type ServerOptions } from 'node:https';
import { connect, type AddressInfo } from 'node:net';

export interface RunningServer {
  readonly address: string;
  readonly port: number;
  close(): void;
}

/** Serves on 127.0.0.1, over TLS if certificates are given. */
export async function serve(listener: RequestListener, tls?: ServerOptions): Promise<RunningServer> {
  const server = tls ? createHttps(tls, listener) : createHttp(listener);
  return running(server, tls ? 'https' : 'http');
}

/** A proxy that records its requests: `CONNECT host:port` or `GET http://…`. */
export async function startProxy(): Promise<
  RunningServer & { readonly seen: string[]; readonly headers: IncomingMessage['headers'][] }
> {
  const seen: string[] = [];
  const headers: IncomingMessage['headers'][] = [];
  const server = createHttp((request, response) => {
    seen.push(`${request.method ?? ''} ${request.url ?? ''}`);
    headers.push(request.headers);
    response.end('by the proxy');
  });
  server.on('connect', (request: IncomingMessage, socket) => {
    seen.push(`CONNECT ${request.url ?? ''}`);
    headers.push(request.headers);
    // Every name leads to this machine: the test is about the route, not the target.
    const upstream = connect(Number(request.url?.split(':').at(-1)), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  });
  return { ...(await running(server, 'http')), seen, headers };
}

async function running(server: Server, scheme: string): Promise<RunningServer> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `${scheme}://127.0.0.1:${port}`,
    port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
