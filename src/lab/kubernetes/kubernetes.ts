import { setMaxListeners } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Fabric } from '../fabric/fabric';
import { guarded, objection } from '../http/guard';
import { isSameKey, newKey } from '../http/key';
import { listen, type Listening } from '../http/listen';
import { loadState, StateFile } from '../state/file';
import { MASTERS, type TokenUser } from './access/users';
import { bootstrap, makeObjects } from './bootstrap';
import { controlServer } from './control';
import { runControllers } from './controllers/controllers';
import { makeNodes } from './controllers/nodes';
import { Writer } from './controllers/writer';
import { sendText } from './http/answer';
import { handle, type ServerParts } from './http/handler';
import { Kubelets } from './network/kubelet';
import { NodePorts } from './network/node-ports';
import { KubernetesPolicy } from './network/policy-view';
import { serviceProxy } from './network/service-proxy';
import { Services } from './network/services';
import { restore, stateOf, stateSchema } from './state';
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
  /** What the cluster has from its first start, and after a reset: YAML documents. */
  readonly manifest?: string;
  /** File that persists the objects; without it, the cluster starts as at its first start. */
  readonly stateFile?: string;
  /** Receives messages for the user, one sentence each. */
  readonly log?: (message: string) => void;
}

/** A running embedded Kubernetes cluster. */
export interface KubernetesLab {
  /** For example `http://127.0.0.1:40961`. */
  readonly url: string;
  /** The key of this start: the administrator's bearer token, or `/key/KEY` in front of any path. */
  readonly key: string;
  /** The lab's own API, which resets the cluster. */
  readonly control: string;
  /** Forgets the changes so far: watches from before expire, and so do continue tokens. */
  compact(): void;
  /** Ends all open watches, as a restart of the API server does. */
  endWatches(): void;
  /** Saves the objects, if persistent, and stops everything. */
  close(): Promise<void>;
}

/**
 * Starts an embedded Kubernetes cluster that answers as version 1.37 on 127.0.0.1.
 * @throws Error if the fixed port is in use, or the manifest has an object that can't be made.
 */
export async function startKubernetes(options: KubernetesOptions = {}): Promise<KubernetesLab> {
  const { port, users = [], controllers = true, manifest = '', stateFile, log = () => undefined } = options;
  const key = newKey();
  const store = new Store();
  const begin = (): void => {
    bootstrap(store);
    if (controllers) makeNodes(new Writer(store, 'kubelet'));
    makeObjects(store, manifest);
  };
  const state = stateFile === undefined ? undefined : await loadState(stateFile, stateSchema, log);
  if (state) restore(store, state);
  else begin();
  const file = stateFile === undefined ? undefined : new StateFile(stateFile, () => stateOf(store), log);
  store.onChange(() => file?.changed());
  const everyone: readonly TokenUser[] = [
    { name: 'admin', uid: 'uid-of-admin', groups: [MASTERS], token: key },
    ...users,
  ];
  const nodes = runNodes(store, { ...options, key, log }, controllers);
  let watches = newWatches();
  const endWatches = (): void => {
    watches.abort();
    watches = newWatches();
  };
  const reset = (): void => {
    for (const entry of [...store.all()]) store.remove(entry.key);
    begin();
  };
  const servers: Listening[] = [];
  const close = async (): Promise<void> => {
    await file?.close();
    watches.abort();
    await nodes.close();
    await Promise.all(servers.map((server) => server.close()));
  };
  try {
    const parts = (): ServerParts => ({ store, users: everyone, signal: watches.signal, proxy: nodes.proxy });
    const api = await listen((request, response) => {
      const reason = refusal(request, everyone, key);
      if (reason === undefined) void handle(request, response, parts());
      else sendText(response, 403, `${reason}\n`);
    }, port);
    servers.push(api);
    const control = await listen(guarded(controlServer({ reset, endWatches }), { key }));
    servers.push(control);
    return { url: api.url, control: control.url, key, compact: () => store.compact(), endWatches, close };
  } catch (error) {
    await close();
    throw error;
  }
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
  {
    connectTimeoutMs = 1000,
    pollSeconds = 1,
    key,
    log,
  }: KubernetesOptions & { readonly key: string; readonly log: (message: string) => void },
  isActive: boolean,
): { readonly proxy: ServerParts['proxy']; readonly close: () => Promise<void> } {
  const view = new KubernetesPolicy(store);
  const fabric = new Fabric({ policy: () => view.policy, connectTimeoutMs });
  const services = new Services(store);
  const requestTimeoutMs = connectTimeoutMs + ANSWER_TIME;
  const proxy = serviceProxy(fabric, services);
  const stops: (() => unknown)[] = [() => fabric.close()];
  if (isActive) {
    const kubelets = new Kubelets({ store, fabric, services, pollMs: pollSeconds * 1000, requestTimeoutMs });
    const nodePorts = new NodePorts({
      store,
      rules: { key },
      forward:
        ({ namespace, name, port }) =>
        (request, response) =>
          proxy(request, response, { namespace, service: `${name}:${port}`, path: request.url ?? '/' }),
      log,
    });
    stops.push(
      () => kubelets.close(),
      runControllers(store),
      () => nodePorts.close(),
    );
  }
  return {
    proxy,
    close: async () => {
      for (const stop of stops.toReversed()) await stop();
    },
  };
}
