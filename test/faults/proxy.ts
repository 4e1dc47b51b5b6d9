import {
  createServer as createHttp,
  request as send,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from 'node:http';
import {
  connect as connectHttp2,
  createServer as createHttp2,
  type ClientHttp2Session,
  createSecureServer as createHttp2Secure,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { Writable } from 'node:stream';
import { createServer as createHttps } from 'node:https';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Server as TlsServer } from 'node:tls';
import type { Pair } from '../contract/certificates';

/** The kind of a request, from the client's point of view. */
export type Use = 'read' | 'watch' | 'write';

/** What happens to a request instead of its answer. */
export type Step =
  /** The connection ends or is reset. */
  | { readonly kind: 'cut' | 'reset' }
  /** Nothing is transmitted in either direction from then on, silently. */
  | { readonly kind: 'silence' }
  /** This answer never arrives; all others do. */
  | { readonly kind: 'no-answer' }
  /** Bytes of no protocol. */
  | { readonly kind: 'garbage' }
  /** The answer breaks off in the middle. */
  | { readonly kind: 'truncate' }
  /** The answer arrives at one byte per second. */
  | { readonly kind: 'drip' }
  /** The answer is endless. */
  | { readonly kind: 'endless' }
  | { readonly kind: 'answer'; readonly status: number; readonly headers?: OutgoingHttpHeaders; readonly body?: string }
  /** The answer begins, and nothing follows. */
  | { readonly kind: 'still' }
  /** The server's own answer, delayed or without a header. */
  | { readonly kind: 'late'; readonly milliseconds: number }
  | { readonly kind: 'without'; readonly header: string };

/** What a proxy does to requests of certain kinds. */
export interface Trouble {
  readonly step: Step;
  /** Whether the server has acted before. */
  readonly acted: boolean;
  readonly uses: readonly Use[];
}

/** A request of a client, with its time by the clients' clock. */
export interface Asked {
  readonly at: number;
  readonly what: string;
  readonly use: Use;
}

/** The server behind the proxy. */
export interface ProxyOptions {
  readonly target: string;
  /** Whether the client uses gRPC. */
  readonly grpc: boolean;
  readonly useOf: (method: string, url: string) => Use;
  /** The proxy's certificate. If set, clients use TLS and the server does not. */
  readonly certificate?: Pair;
}

/** The kinds of requests whose answers are passed on. */
const PASSED = new Set<Step['kind']>(['late', 'without', 'still']);

/** Milliseconds between two bytes of a slow answer, and between two megabytes of an endless one. */
const PAUSE = 1_000;
const POURING = 200;

/** A proxy that simulates faults of real networks and servers. */
export class FaultProxy {
  trouble: Trouble | undefined;
  readonly asked: Asked[] = [];
  readonly #options: ProxyOptions;
  readonly #wire: Server;
  readonly #inner: Server | TlsServer;
  /** The clients' sockets, by the port under which their bytes reach the inner server. */
  readonly #clients = new Map<number, Socket>();
  /** The ports of those with a watch. */
  readonly #watching = new Set<number>();
  readonly #sockets = new Set<Socket>();
  readonly #sessions = new Set<ServerHttp2Session>();
  #upstream: ClientHttp2Session | undefined;
  #silent = false;
  #plain = false;
  #once = false;
  #port = 0;

  private constructor(options: ProxyOptions) {
    this.#options = options;
    this.#inner = this.#createInner();
    // Closing a TLS server waits for connections that broke in the middle of a record.
    this.#inner.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    this.#wire = createServer((client) => this.#connect(client));
  }

  #createInner(): Server | TlsServer {
    const { grpc, certificate } = this.#options;
    if (!grpc) {
      const listener = (request: IncomingMessage, response: ServerResponse) => this.#request(request, response);
      return certificate ? createHttps(certificate, listener) : createHttp(listener);
    }
    return (certificate ? createHttp2Secure(certificate) : createHttp2())
      .on('stream', (stream, headers) => this.#stream(stream, headers))
      .on('session', (session) => this.#session(session));
  }

  static async start(options: ProxyOptions): Promise<FaultProxy> {
    const proxy = new FaultProxy(options);
    await listen(proxy.#inner);
    await listen(proxy.#wire);
    proxy.#port = portOf(proxy.#wire);
    return proxy;
  }

  get address(): string {
    return `${this.#options.certificate ? 'https' : 'http'}://127.0.0.1:${this.#port}`;
  }

  /** The number of open connections of clients. */
  get connections(): number {
    return this.#clients.size;
  }

  /** Stops listening and closes all connections. */
  async refuse(): Promise<void> {
    const closed = new Promise((resolve) => this.#wire.close(resolve));
    this.#drop();
    await closed;
  }

  silence(): void {
    this.#silent = true;
  }

  /** Presents another certificate on new connections and ends the existing ones. */
  identify(certificate: Pair): void {
    if ('setSecureContext' in this.#inner) this.#inner.setSecureContext(certificate);
    this.#drop();
  }

  /** Answers new connections without TLS and ends the existing ones. */
  speakPlainly(): void {
    this.#plain = true;
    this.#drop();
  }

  /** The fault applies to the next matching request. */
  healAfterOne(): void {
    this.#once = true;
  }

  /** Cuts watches, so that they are requested again. */
  cutWatches(): void {
    for (const port of this.#watching) this.#clients.get(port)?.destroy();
  }

  /** Ends the fault. Silent connections stay dead, as after a lost route. */
  async heal(): Promise<void> {
    this.trouble = undefined;
    if (this.#silent) this.#drop();
    this.#silent = false;
    this.#plain = false;
    if (this.#options.certificate && 'setSecureContext' in this.#inner)
      this.#inner.setSecureContext(this.#options.certificate);
    if (!this.#wire.listening) await listen(this.#wire, this.#port);
  }

  async close(): Promise<void> {
    this.#upstream?.destroy();
    this.#sessions.forEach((session) => session.destroy());
    this.#sockets.forEach((socket) => socket.destroy());
    await Promise.all([this.#inner, this.#wire].map((server) => new Promise((resolve) => server.close(resolve))));
  }

  #drop(): void {
    for (const client of this.#clients.values()) client.destroy();
  }

  #connect(client: Socket): void {
    if (this.#plain) {
      client.on('error', () => undefined).once('data', () => client.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
      return;
    }
    const inner = connect(portOf(this.#inner), '127.0.0.1');
    inner.once('connect', () => this.#clients.set(inner.localPort ?? 0, client));
    for (const [from, to] of [
      [client, inner],
      [inner, client],
    ] as const) {
      this.#sockets.add(from);
      from.on('error', () => undefined);
      from.on('data', (chunk: Buffer) => {
        if (!this.#silent) to.write(chunk);
      });
      from.on('close', () => {
        this.#sockets.delete(from);
        if (from === client) this.#clients.delete(inner.localPort ?? 0);
        if (!this.#silent) to.destroy();
      });
    }
    const { localPort } = inner;
    client.on('close', () =>
      [...this.#clients]
        .filter(([port, socket]) => socket === client || port === localPort)
        .forEach(([port]) => this.#clients.delete(port)),
    );
  }

  #note(method: string, url: string): { readonly use: Use; readonly trouble: Trouble | undefined } {
    const use = this.#options.useOf(method, url);
    this.asked.push({ at: performance.now(), what: `${method} ${url.replace(/\?.*/, '')} ${use}`, use });
    const trouble = this.trouble?.uses.includes(use) ? this.trouble : undefined;
    if (trouble && this.#once) {
      this.#once = false;
      this.trouble = undefined;
    }
    return { use, trouble };
  }

  #watch(use: Use, inner: Pick<Socket, 'remotePort'> | undefined, answer: Writable): void {
    const port = inner?.remotePort;
    if (use !== 'watch' || port === undefined) return;
    this.#watching.add(port);
    answer.on('close', () => this.#watching.delete(port));
  }

  #request(request: IncomingMessage, response: ServerResponse): void {
    const { trouble, use } = this.#note(request.method ?? 'GET', request.url ?? '/');
    this.#watch(use, request.socket, response);
    response.on('error', () => undefined);
    if (trouble && !trouble.acted && !PASSED.has(trouble.step.kind)) {
      request.resume().on('end', () => this.#act(trouble.step, request.socket, response));
      return;
    }
    const target = new URL(this.#options.target);
    const onward = send(
      {
        host: target.hostname,
        port: target.port,
        path: request.url,
        method: request.method,
        headers: {
          ...request.headers,
          host: request.headers.host === `127.0.0.1:${this.#port}` ? target.host : request.headers.host,
        },
        agent: false,
      },
      (answer) => {
        if (trouble?.acted) {
          answer.resume().on('end', () => this.#act(trouble.step, request.socket, response));
          return;
        }
        const headers = Object.fromEntries(
          Object.entries(answer.headers).filter(
            ([name]) => trouble?.step.kind !== 'without' || name !== trouble.step.header,
          ),
        );
        const pass = () => {
          response.writeHead(answer.statusCode ?? 500, headers).flushHeaders();
          if (trouble?.step.kind !== 'still') answer.pipe(response);
        };
        if (trouble?.step.kind === 'late') setTimeout(pass, trouble.step.milliseconds);
        else pass();
      },
    );
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  }

  #act(step: Step, inner: Socket, response: ServerResponse): void {
    const client = this.#clients.get(inner.remotePort ?? 0);
    switch (step.kind) {
      case 'cut':
        client?.destroy();
        break;
      case 'reset':
        client?.resetAndDestroy();
        break;
      case 'silence':
        this.silence();
        break;
      case 'garbage':
        client?.write(Buffer.from('\u0000\u0016garbage\r\n\r\n\u0001\u0002'.repeat(20)));
        break;
      case 'truncate':
        response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': 1_000, 'X-Etcd-Index': '7' });
        response.write('{"action":', () => client?.destroy());
        break;
      case 'drip': {
        response.writeHead(200, { 'Content-Type': 'application/json', 'X-Etcd-Index': '7' }).flushHeaders();
        const drop = setInterval(() => response.write('['), PAUSE);
        response.on('close', () => clearInterval(drop));
        break;
      }
      case 'endless': {
        response.writeHead(200, { 'Content-Type': 'application/json', 'X-Etcd-Index': '7' });
        const chunk = Buffer.alloc(1 << 20, ' ');
        const pour = setInterval(() => response.write(chunk), POURING);
        response.on('close', () => clearInterval(pour));
        break;
      }
      case 'answer':
        response.writeHead(step.status, { 'content-type': 'text/html', ...step.headers }).end(step.body ?? '');
        break;
      case 'no-answer':
      case 'still':
      case 'late':
      case 'without':
        break;
    }
  }

  #session(session: ServerHttp2Session): void {
    this.#sessions.add(session);
    session.on('error', () => undefined).on('close', () => this.#sessions.delete(session));
  }

  #onward(): ClientHttp2Session {
    if (!this.#upstream || this.#upstream.destroyed || this.#upstream.closed)
      this.#upstream = connectHttp2(this.#options.target).on('error', () => undefined);
    return this.#upstream;
  }

  #stream(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    const url = headers[':path'] ?? '';
    const { trouble, use } = this.#note('POST', url);
    this.#watch(use, stream.session?.socket, stream);
    stream.on('error', () => undefined);
    if (trouble && !trouble.acted && !PASSED.has(trouble.step.kind)) {
      stream.resume();
      this.#actOn(trouble.step, stream);
      return;
    }
    const onward = this.#onward().request({ ...headers, ':authority': new URL(this.#options.target).host });
    onward.on('error', () => stream.destroy());
    stream.pipe(onward);
    stream.on('close', () => onward.close());
    let trailers: IncomingHttpHeaders = {};
    onward.on('trailers', (received: IncomingHttpHeaders) => (trailers = received));
    if (trouble?.acted) {
      onward.resume().on('end', () => this.#actOn(trouble.step, stream));
      return;
    }
    const pass = (received: IncomingHttpHeaders) => {
      if (stream.destroyed) return;
      stream.respond({ ...received, ':status': Number(received[':status']) }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ ...trailers }));
      if (trouble?.step.kind === 'still') onward.once('data', (begun: Buffer) => stream.write(begun));
      else onward.pipe(stream);
    };
    onward.on('response', (received) => {
      const { step } = trouble ?? {};
      if (step?.kind === 'late') setTimeout(() => pass(received), step.milliseconds);
      else pass(received);
    });
  }

  #actOn(step: Step, stream: ServerHttp2Stream): void {
    const client = this.#clients.get(stream.session?.socket.remotePort ?? 0);
    const begin = () => {
      if (!stream.destroyed) stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
    };
    switch (step.kind) {
      case 'cut':
        client?.destroy();
        break;
      case 'reset':
        client?.resetAndDestroy();
        break;
      case 'silence':
        this.silence();
        break;
      case 'garbage':
        client?.write(Buffer.from('garbage\r\n\r\n'.repeat(50)));
        break;
      case 'truncate':
        begin();
        stream.write(Buffer.from([0, 0, 0, 9, 0, 1, 2]), () => client?.destroy());
        break;
      case 'drip': {
        begin();
        stream.write(Buffer.from([0, 0, 0, 9, 0]));
        const drop = setInterval(() => stream.write(Buffer.from([0])), PAUSE);
        stream.on('close', () => clearInterval(drop));
        break;
      }
      case 'endless': {
        begin();
        // A message with an announced length of two gigabytes.
        stream.write(Buffer.from([0, 0x7f, 0xff, 0xff, 0xff]));
        const chunk = Buffer.alloc(1 << 20);
        const pour = setInterval(() => stream.write(chunk), POURING);
        stream.on('close', () => clearInterval(pour));
        break;
      }
      case 'answer':
        if (stream.destroyed) break;
        stream.respond(
          { ':status': step.status, 'content-type': 'text/html', ...step.headers },
          { endStream: step.body === undefined },
        );
        if (step.body !== undefined) stream.end(step.body);
        break;
      case 'no-answer':
      case 'still':
      case 'late':
      case 'without':
        break;
    }
  }
}

function listen(server: Server, port = 0): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
