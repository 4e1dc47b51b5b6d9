import { setMaxListeners } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Fabric } from '../fabric/fabric';
import { objection } from '../http/guard';
import { isSameKey, newKey } from '../http/key';
import { listen } from '../http/listen';
import { bootstrapAccess } from './access/bootstrap';
import { MASTERS, type TokenUser } from './access/users';
import { create } from './api/create';
import type { WriteOptions } from './api/cluster';
import { runControllers } from './controllers/controllers';
import { makeNodes } from './controllers/nodes';
import { Writer } from './controllers/writer';
import { sendText } from './http/answer';
import { handle, type ServerParts } from './http/handler';
import { KINDS } from './kinds';
import { BUILT_IN_TIERS } from './kinds/calico';
import { Kubelets } from './network/kubelet';
import { KubernetesPolicy } from './network/policy-view';
import { serviceProxy } from './network/service-proxy';
import { Services } from './network/services';
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
  /** Seconds between two rounds of probes and collector; defaults to 1. The original programs use 5. */
  readonly pollSeconds?: number;
  /** Milliseconds after which a connection attempt that policy drops times out; defaults to 1000. */
  readonly connectTimeoutMs?: number;
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
export async function startKubernetes(options: KubernetesOptions = {}): Promise<KubernetesLab> {
  const { port, users = [], controllers = true } = options;
  const key = newKey();
  const store = new Store();
  bootstrap(store);
  const everyone: readonly TokenUser[] = [
    { name: 'admin', uid: 'uid-of-admin', groups: [MASTERS], token: key },
    ...users,
  ];
  const nodes = runNodes(store, options, controllers);
  let watches = newWatches();
  const parts = (): ServerParts => ({ store, users: everyone, signal: watches.signal, proxy: nodes.proxy });
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
      nodes.close();
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

/** Milliseconds that a request of probe or collector may take after connecting. */
const ANSWER_TIME = 2000;

/** Starts the nodes and their network, and the controllers if they are wanted. */
function runNodes(
  store: Store,
  { connectTimeoutMs = 1000, pollSeconds = 1 }: KubernetesOptions,
  isActive: boolean,
): { readonly proxy: ServerParts['proxy']; readonly close: () => void } {
  const view = new KubernetesPolicy(store);
  const fabric = new Fabric({ policy: () => view.policy, connectTimeoutMs });
  const services = new Services(store);
  const requestTimeoutMs = connectTimeoutMs + ANSWER_TIME;
  const stops = [() => fabric.close()];
  if (isActive) {
    const kubelets = new Kubelets({ store, fabric, services, pollMs: pollSeconds * 1000, requestTimeoutMs });
    makeNodes(new Writer(store, 'kubelet'));
    stops.push(() => kubelets.close(), runControllers(store));
  }
  return {
    proxy: serviceProxy(fabric, services),
    close: () => {
      for (const stop of stops.toReversed()) stop();
    },
  };
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
  for (const { name, spec } of BUILT_IN_TIERS) make('tiers', { metadata: { name }, spec });
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
