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
  readonly #history: {
    readonly path: string;
    readonly version: number;
    readonly type: string;
    readonly object: ApiJson;
  }[] = [];
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

  has(path: string, name: string, namespace: string): boolean {
    return this.#of(path).has(`${namespace}/${name}`);
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

  #isObject(pathname: string): boolean {
    const { path } = placeOf(pathname, true);
    const version = path.replace(/^\/apis?\//, '').replace(/\/[^/]+$/, '');
    return this.served[version]?.[path.split('/').at(-1) ?? ''] !== undefined;
  }

  #of(path: string): Map<string, ApiJson> {
    let known = this.#objects.get(path);
    if (!known) this.#objects.set(path, (known = new Map<string, ApiJson>()));
    return known;
  }

  #tell(path: string, type: string, object: ApiJson): void {
    this.#history.push({ path, version: this.#version, type, object });
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
      if (request.method === 'GET') this.#answer(url, response);
      else this.change(request.method ?? '', url, response, body);
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
    const { path, plural, namespace, name } = placeOf(pathname, this.#isObject(pathname));
    if (name !== undefined) {
      const object = this.#of(path).get(`${namespace ?? ''}/${name}`);
      if (object) json(response, object);
      else json(response, failure(404, 'NotFound', `"${name}" not found`), 404);
      return;
    }
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
      for (const { path: of, version: at, type, object } of this.#history) {
        const isMeant = of === path && (field === undefined || object.metadata.name === field);
        if (isMeant && at > Number(query.get('resourceVersion')))
          response.write(`${JSON.stringify({ type, object })}\n`);
      }
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

  /** Makes a change as the API server does, apart from defaults and rules. */
  change(method: string, url: URL, response: ServerResponse, body: string): void {
    const { path, namespace = '', name } = placeOf(url.pathname, method !== 'POST');
    const sent = JSON.parse(body) as ApiJson & {
      readonly preconditions?: { readonly uid: string; readonly resourceVersion: string };
    };
    const key = name ?? sent.metadata.name;
    const known = this.#of(path).get(`${namespace}/${key}`);
    const isDryRun = url.searchParams.get('dryRun') === 'All';
    const keep = (object: ApiJson, status = 200) => json(response, isDryRun ? object : this.put(path, object), status);
    const conflict = () =>
      json(
        response,
        failure(409, 'Conflict', `Operation cannot be fulfilled on "${key}": the object has been modified`),
        409,
      );
    if (method === 'POST') {
      if (known) json(response, failure(409, 'AlreadyExists', `"${key}" already exists`), 409);
      else keep(sent, 201);
      return;
    }
    if (!known) {
      json(response, failure(404, 'NotFound', `"${key}" not found`), 404);
      return;
    }
    const { resourceVersion, uid } = method === 'DELETE' ? (sent.preconditions ?? {}) : sent.metadata;
    if (resourceVersion !== known.metadata['resourceVersion'] || (uid !== undefined && uid !== known.metadata['uid']))
      conflict();
    else if (method !== 'DELETE')
      keep(method === 'PUT' ? sent : { ...known, ...sent, metadata: { ...known.metadata, ...sent.metadata } });
    else {
      if (!isDryRun) this.remove(path, key, namespace);
      json(response, {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Success',
        details: { name: key, uid },
      });
    }
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

/** Returns the parts of a path: the resource's path in all namespaces, and the object's namespace and name. */
function placeOf(pathname: string, isObject: boolean) {
  const parts = pathname.split('/');
  const name = isObject ? decodeURIComponent(parts.pop() ?? '') : undefined;
  const plural = parts.pop() ?? '';
  const namespace = parts.at(-2) === 'namespaces' ? parts.splice(-2)[1] : undefined;
  return { path: [...parts, plural].join('/'), plural, namespace, name };
}
