import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { readBody } from '../http/body';
import { EtcdCode, EtcdError } from './errors';
import { isCreation, type StoreEvent } from './event';
import { applyKeysRequest } from './keys';
import { cleanPath } from './node';
import { parseParameters, type KeysParameters } from './request';
import type { EtcdStore } from './store';

const KEYS = '/v2/keys';

/** The emulated release. */
const VERSION = { etcdserver: '2.3.8', etcdcluster: '2.3.0' };

const CLUSTER_ID = '7e27652122e8b2ae';
const MEMBER_ID = 'ce2a822cea30bfca';

/** The HTTP client API of one etcd 2.3 member: keys, `/version`, `/health`, and the member list. */
export function etcdServer(store: EtcdStore): RequestListener {
  return (request, response) => {
    answer(store, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else if (error instanceof EtcdError) sendJson(response, error.status, error, error.index);
      else sendText(response, 400, error instanceof Error ? error.message : 'bad request');
    });
  };
}

async function answer(store: EtcdStore, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://etcd');
  const address = `http://${request.headers.host ?? '127.0.0.1'}`;
  if (pathname === KEYS || pathname.startsWith(`${KEYS}/`)) {
    await answerKeys(store, request, response, decodeURIComponent(pathname.slice(KEYS.length)), searchParams);
    return;
  }
  if (pathname === '/version') sendJson(response, 200, VERSION);
  else if (pathname === '/health') sendJson(response, 200, { health: 'true' });
  else if (pathname === '/v2/machines') sendText(response, 200, address);
  else if (pathname === '/v2/members') sendJson(response, 200, { members: [member(address)] });
  else if (pathname === '/v2/members/leader') sendJson(response, 200, member(address));
  else sendText(response, 404, '404 page not found');
}

function member(address: string): object {
  return { id: MEMBER_ID, name: 'lab', peerURLs: [address], clientURLs: [address] };
}

async function answerKeys(
  store: EtcdStore,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  query: URLSearchParams,
): Promise<void> {
  const { method = 'GET' } = request;
  response.setHeader('X-Etcd-Cluster-Id', CLUSTER_ID);
  if (!['GET', 'HEAD', 'PUT', 'POST', 'DELETE'].includes(method)) {
    response.setHeader('Allow', 'HEAD,GET,PUT,POST,DELETE');
    sendText(response, 405, 'Method Not Allowed');
    return;
  }
  const parameters = parseParameters(method, await readForm(request, query));
  if (parameters.wait) {
    watch(store, response, path, parameters);
    return;
  }
  const event = applyKeysRequest(store, method, path, parameters);
  const { action, node, prevNode } = event;
  const bare = parameters.noValueOnSuccess && ['set', 'create', 'update', 'compareAndSwap'].includes(action);
  sendJson(response, isCreation(event) ? 201 : 200, bare ? { action } : { action, node, prevNode }, event.etcdIndex);
}

/** Body parameters precede those of the query, as in Go's Request.Form; DELETE has no body parameters. */
async function readForm(request: IncomingMessage, query: URLSearchParams): Promise<URLSearchParams> {
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '');
  if (!isForm || !['PUT', 'POST'].includes(request.method ?? '')) return query;
  const body = await readBody(request).catch((error: unknown) => {
    throw new EtcdError(EtcdCode.InvalidForm, String(error), 0);
  });
  return new URLSearchParams([...new URLSearchParams(body), ...query]);
}

function watch(
  store: EtcdStore,
  response: ServerResponse,
  path: string,
  { recursive, stream, waitIndex }: KeysParameters,
): void {
  const startIndex = store.index;
  const send = ({ action, node, prevNode }: StoreEvent): void => {
    // A watch sends its headers immediately, so that the client knows the index it waits from.
    if (!response.headersSent) writeHead(response, 200, startIndex);
    response.write(`${JSON.stringify({ action, node, prevNode })}\n`);
    if (!stream) response.end();
  };
  const stop = store.watch({ key: cleanPath(path), recursive, stream, since: waitIndex }, send);
  response.on('close', stop);
  if (!response.headersSent) writeHead(response, 200, startIndex);
  response.flushHeaders();
}

function writeHead(response: ServerResponse, status: number, index: number | undefined): void {
  if (index !== undefined)
    response
      .setHeader('X-Etcd-Index', index)
      .setHeader('X-Raft-Index', index + 1)
      .setHeader('X-Raft-Term', 2);
  response.writeHead(status, { 'Content-Type': 'application/json' });
}

function sendJson(response: ServerResponse, status: number, body: object, index?: number): void {
  writeHead(response, status, index);
  response.end(`${JSON.stringify(body)}\n`);
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}
