import { setMaxListeners } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { objection } from '../http/guard';
import { isSameKey, newKey } from '../http/key';
import { listen } from '../http/listen';
import { bootstrapAccess } from './access/bootstrap';
import { MASTERS, type TokenUser } from './access/users';
import { create } from './api/create';
import type { WriteOptions } from './api/cluster';
import { sendError, sendText } from './http/answer';
import { handle, type ServerParts } from './http/handler';
import { KINDS } from './kinds';
import { StatusError } from './status-error';
import { Store } from './store/store';

export type { TokenUser } from './access/users';

/** Options of an embedded Kubernetes cluster, all optional. */
export interface KubernetesOptions {
  /** A fixed port; a free one otherwise. */
  readonly port?: number;
  /** Who may sign in besides the administrator, whose token is the key. */
  readonly users?: readonly TokenUser[];
  /** Whether controllers and nodes act, as they do by default; without them, everything stays as it is written. */
  readonly controllers?: boolean;
}

/** A running embedded Kubernetes cluster. */
export interface KubernetesLab {
  /** For example `http://127.0.0.1:40961`. */
  readonly url: string;
  /** The key of this start: the administrator's bearer token, or `/key/KEY` in front of any path. */
  readonly key: string;
  /** Forgets the changes so far: watches from before expire, and so do continue tokens. */
  compact(): void;
  /** Ends all open watches, as a restart of the API server does. */
  endWatches(): void;
  close(): Promise<void>;
}

/** The namespaces that every cluster has. */
const NAMESPACES = ['kube-system', 'kube-public', 'kube-node-lease', 'default'];

/**
 * Starts an embedded Kubernetes cluster that answers as version 1.37 on 127.0.0.1.
 * @throws Error if the fixed port is in use.
 */
export async function startKubernetes({ port, users = [] }: KubernetesOptions = {}): Promise<KubernetesLab> {
  const key = newKey();
  const store = new Store();
  bootstrap(store);
  const everyone: readonly TokenUser[] = [
    { name: 'admin', uid: 'uid-of-admin', groups: [MASTERS], token: key },
    ...users,
  ];
  let watches = newWatches();
  const parts = (): ServerParts => ({ store, users: everyone, signal: watches.signal, proxy: noEndpoints });
  const server = await listen((request, response) => {
    const reason = refusal(request, everyone, key);
    if (reason === undefined) void handle(request, response, parts());
    else sendText(response, 403, `${reason}\n`);
  }, port);
  const endWatches = (): void => {
    watches.abort();
    watches = newWatches();
  };
  return {
    url: server.url,
    key,
    compact: () => store.compact(),
    endWatches,
    close: async () => {
      watches.abort();
      await server.close();
    },
  };
}

function newWatches(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}

/**
 * Why a request is refused before it reaches the API: a web page could have sent it. A page knows no token, and the key
 * in front of a path is one.
 */
function refusal(request: IncomingMessage, users: readonly TokenUser[], key: string): string | undefined {
  const inPath = /^\/key\/([^/?]*)(?=[/?]|$)/.exec(request.url ?? '')?.[1];
  const user = users.find(({ token }) => inPath !== undefined && isSameKey(inPath, token));
  if (user) {
    request.url = (request.url ?? '').slice(`/key/${inPath ?? ''}`.length).replace(/^(?!\/)/, '/');
    request.headers.authorization ??= `Bearer ${user.token}`;
    return undefined;
  }
  const [, token] = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (token !== undefined && users.some((candidate) => isSameKey(token, candidate.token))) return undefined;
  return objection(request, { key });
}

function noEndpoints(
  _request: IncomingMessage,
  response: ServerResponse,
  { service }: { readonly service: string },
): void {
  sendError(
    response,
    new StatusError(503, 'ServiceUnavailable', `no endpoints available for service ${JSON.stringify(service)}`),
  );
}

/** Makes what every cluster begins with. */
function bootstrap(store: Store): void {
  const options: WriteOptions = {
    dryRun: false,
    manager: 'kube-apiserver',
    validation: 'Ignore',
    warn: () => undefined,
  };
  const make = (plural: string, value: unknown, namespace = ''): void => {
    const kind = KINDS.find((candidate) => candidate.plural === plural);
    if (kind) create(store, { kind, namespace }, { value, duplicates: [] }, options);
  };
  for (const name of NAMESPACES) make('namespaces', { metadata: { name } });
  for (const [plural, body] of bootstrapAccess()) make(plural, body);
  const labels = { component: 'apiserver', provider: 'kubernetes' };
  const port = { name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 };
  make(
    'services',
    {
      metadata: { name: 'kubernetes', labels },
      spec: { clusterIP: '10.96.0.1', ipFamilyPolicy: 'SingleStack', ports: [port] },
    },
    'default',
  );
}
