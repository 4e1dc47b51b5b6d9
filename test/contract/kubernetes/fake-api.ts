import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An object in an API's form. */
export interface ApiJson {
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

/** Answers a request in place of the server. Returns whether it did. */
type Intervention = (request: IncomingMessage, url: URL, response: ServerResponse, body: string) => boolean;

/** The resources of a fake server by group and version, each with its kind. */
type Served = Readonly<Record<string, Readonly<Record<string, string>>>>;

const ALL_VERBS = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];

/** What each cluster has. */
export const CORE: Served = {
  v1: { namespaces: 'Namespace', pods: 'Pod', serviceaccounts: 'ServiceAccount', nodes: 'Node', services: 'Service' },
  'networking.k8s.io/v1': { networkpolicies: 'NetworkPolicy' },
};

/**
 * An API server that lists, in pages, and watches, and otherwise does what a test makes it do. It checks nothing: it
 * stands in for broken and overloaded servers.
 */
export class FakeApi {
  readonly asked: string[] = [];
  readonly headers: IncomingMessage['headers'][] = [];
  /** Tried in order before the server's own answers. */
  readonly interventions: Intervention[] = [];
  readonly #objects = new Map<string, Map<string, ApiJson>>();
  readonly #watches = new Map<ServerResponse, string>();
  #version = 100;

  private constructor(
    private readonly server: ReturnType<typeof createServer>,
    public served: Served,
  ) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => this.#receive(request, response));
  }

  static async start(served: Served = CORE): Promise<FakeApi> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FakeApi(server, served);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get version(): string {
    return String(this.#version);
  }

  /** The number of open watches of a resource. */
  watches(path: string): number {
    return [...this.#watches.values()].filter((watched) => watched === path).length;
  }

  /** Creates or changes an object of a resource, named by its path of all namespaces. */
  put(path: string, object: ApiJson): ApiJson {
    const known = this.#of(path);
    const key = `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
    const type = known.has(key) ? 'MODIFIED' : 'ADDED';
    this.#version += 1;
    const stored = { ...object, metadata: { uid: `uid-${key}`, ...object.metadata, resourceVersion: this.version } };
    known.set(key, stored);
    this.#tell(path, type, stored);
    return stored;
  }

  remove(path: string, name: string, namespace = ''): void {
    const known = this.#of(path);
    const object = known.get(`${namespace}/${name}`);
    if (!object) return;
    known.delete(`${namespace}/${name}`);
    this.#version += 1;
    this.#tell(path, 'DELETED', { ...object, metadata: { ...object.metadata, resourceVersion: this.version } });
  }

  /** Sends a line to all watches of a resource. */
  say(path: string, line: string): void {
    for (const [response, watched] of this.#watches) if (watched === path) response.write(`${line}\n`);
  }

  /** Ends all watches: in good order, or by cutting their connections. */
  endWatches(how: 'ended' | 'cut' = 'ended'): void {
    for (const response of [...this.#watches.keys()]) {
      this.#watches.delete(response);
      if (how === 'ended') response.end();
      else response.destroy();
    }
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  #of(path: string): Map<string, ApiJson> {
    let known = this.#objects.get(path);
    if (!known) this.#objects.set(path, (known = new Map<string, ApiJson>()));
    return known;
  }

  #tell(path: string, type: string, object: ApiJson): void {
    this.say(path, JSON.stringify({ type, object }));
  }

  #receive(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://fake');
    this.asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
    this.headers.push(request.headers);
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      if (this.interventions.some((intervene) => intervene(request, url, response, body))) return;
      this.#answer(url, response);
    });
  }

  #answer(url: URL, response: ServerResponse): void {
    const { pathname, searchParams: query } = url;
    if (pathname === '/version') {
      json(response, { gitVersion: 'v1.37.2' });
      return;
    }
    if (pathname === '/api' || pathname === '/apis') {
      json(response, this.#discovery(pathname === '/api'));
      return;
    }
    const { plural = '', namespace } =
      /(?:\/namespaces\/(?<namespace>[^/]+))?\/(?<plural>[^/]+)$/.exec(pathname)?.groups ?? {};
    const path = namespace === undefined ? pathname : pathname.replace(/\/namespaces\/[^/]+(?=\/)/, '');
    const version = path.replace(/^\/apis?\//, '').replace(/\/[^/]+$/, '');
    const kind = this.served[version]?.[plural];
    if (kind === undefined)
      return void response.writeHead(404, { 'Content-Type': 'text/plain' }).end('404 page not found\n');
    const field = query.get('fieldSelector')?.replace('metadata.name=', '');
    const all = [...this.#of(path).values()].filter(
      ({ metadata }) =>
        (namespace === undefined || metadata.namespace === namespace) &&
        (field === undefined || metadata.name === field),
    );
    if (query.has('watch')) {
      response.writeHead(200, { 'Content-Type': 'application/json' }).flushHeaders();
      this.#watches.set(response, path);
      response.on('close', () => this.#watches.delete(response));
      return;
    }
    const from = Number(query.get('continue') ?? '0');
    const to = query.has('limit') ? from + Number(query.get('limit')) : all.length;
    json(response, {
      kind: `${kind}List`,
      apiVersion: version,
      metadata: { resourceVersion: this.version, ...(to < all.length && { continue: String(to) }) },
      items: all.slice(from, to),
    });
  }

  #discovery(isCore: boolean): unknown {
    const versions = Object.entries(this.served).filter(([version]) => version.includes('/') !== isCore);
    return {
      kind: 'APIGroupDiscoveryList',
      apiVersion: 'apidiscovery.k8s.io/v2',
      metadata: {},
      items: versions.map(([version, resources]) => ({
        metadata: isCore ? {} : { name: version.split('/')[0] },
        versions: [
          {
            version: version.split('/').at(-1),
            resources: Object.entries(resources).map(([resource, kind]) => ({
              resource,
              responseKind: { group: '', version: '', kind },
              verbs: ALL_VERBS,
            })),
            freshness: 'Current',
          },
        ],
      })),
    };
  }
}

export function json(
  response: ServerResponse,
  value: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(`${JSON.stringify(value)}\n`);
}

/** A `Status` as the API server answers it. */
export function failure(code: number, reason: string, message: string, details?: unknown): unknown {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    code,
    ...(details !== undefined && { details }),
  };
}
