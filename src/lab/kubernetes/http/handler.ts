import type { IncomingMessage, ServerResponse } from 'node:http';
import { requestInfo, type RequestInfo } from './request-info';
import { authenticate, impersonated } from './authentication';
import { authorize } from './authorization';
import { addWarning, send, sendError, sendObject, sendText } from './answer';
import { answerForm, type AnswerForm } from './accept';
import { handleResource } from './resources';
import { isServed } from './served';
import { Authorizer } from '../access/authorizer';
import type { TokenUser, User } from '../access/users';
import { pageAt, type Page } from '../discovery/pages';
import { hashOf } from '../discovery/open-api';
import { OPEN_API_V2, OPEN_API_V2_JSON } from '../discovery/open-api-v2';
import { methodNotAllowed, StatusError } from '../status-error';
import type { Store } from '../store/store';

const OPEN_API_V2_HASH = hashOf(OPEN_API_V2_JSON);

/** What the API server is made of. */
export interface ServerParts {
  readonly store: Store;
  readonly users: readonly TokenUser[];
  /** Ends with the server: open watches end with it. */
  readonly signal: AbortSignal;
  /** Forwards a request to a service. */
  readonly proxy: (request: IncomingMessage, response: ServerResponse, target: ProxyTarget) => void;
}

/** A service that a request is forwarded to. */
export interface ProxyTarget {
  readonly namespace: string;
  /** `name`, `name:port` or `scheme:name:port`. */
  readonly service: string;
  /** Path and query. */
  readonly path: string;
}

/** A request with what has been found out about it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly info: RequestInfo;
  readonly query: URLSearchParams;
  readonly user: User;
  readonly authorizer: Authorizer;
  readonly parts: ServerParts;
  readonly warn: (text: string) => void;
}

/** Answers a request. Errors are answered too. */
export async function handle(request: IncomingMessage, response: ServerResponse, parts: ServerParts): Promise<void> {
  try {
    await answer(request, response, parts);
  } catch (error) {
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const known = error instanceof StatusError ? error : undefined;
    const format = request.headers.accept?.startsWith('application/yaml') ? 'yaml' : 'json';
    sendError(response, known ?? new StatusError(500, 'InternalError', `Internal error: ${String(error)}`), format);
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, parts: ServerParts): Promise<void> {
  const { method = 'GET', url = '/' } = request;
  const [path = '/', text = ''] = url.split(/\?(.*)/s);
  const query = new URLSearchParams(text);
  const warn = (warning: string): void => addWarning(response, warning);
  const info = requestInfo(method, path, query);
  const authorizer = new Authorizer(parts.store);
  const sender = authenticate(request, parts.users, warn);
  const self = info.isResource ? info : { verb: info.verb, group: '', resource: '', namespace: '' };
  const user = atDoor(() => {
    const wanted = impersonated(request, sender, authorizer, self);
    authorize(authorizer, wanted, info);
    return wanted;
  });
  const exchange: Exchange = { request, response, info, query, user, authorizer, parts, warn };
  if (!info.isResource) sendPage(exchange, pageAt(info.path, query, request.headers.host ?? ''));
  else if (!isServed(info)) sendText(response, 404, '404 page not found\n');
  else await handleResource({ ...exchange, info });
}

/** Marks what a check refuses. @throws StatusError */
function atDoor<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    const { code, reason, message, extras } = error;
    throw new StatusError(code, reason, message, { ...extras, isAtDoor: true });
  }
}

function sendPage({ request, response, query }: Exchange, page: Page | undefined): void {
  if (!page) {
    sendText(response, 404, '404 page not found\n');
    return;
  }
  if (request.method !== 'GET') throw methodNotAllowed();
  switch (page.type) {
    case 'text':
      sendText(response, 200, page.text);
      break;
    case 'part':
      send(response, 200, 'text/plain; charset=utf-8', page.text);
      break;
    case 'openapi-v2':
      sendOpenApiV2(request, response);
      break;
    case 'openapi':
      sendOpenApi(request, response, query.get('hash'), page);
      break;
    case 'object':
      sendDiscovery(request, response, page);
      break;
  }
}

function sendDiscovery(
  request: IncomingMessage,
  response: ServerResponse,
  { body, aggregated }: Extract<Page, { type: 'object' }>,
): void {
  const form: AnswerForm = answerForm(request.headers.accept, aggregated ? ['APIGroupDiscoveryList'] : []);
  if (form.as === undefined || !aggregated) {
    sendObject(response, 200, body, form);
    return;
  }
  const text = `${JSON.stringify(aggregated())}\n`;
  const headers = { ETag: `"${hashOf(text)}"`, Vary: 'Accept', 'Cache-Control': 'public' };
  if (request.headers['if-none-match'] === headers.ETag) response.writeHead(304, headers).end();
  else send(response, 200, 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList', text, headers);
}

/** kubectl before 1.27 reads protobuf only, and keeps what it has read. */
function sendOpenApiV2({ headers }: IncomingMessage, response: ServerResponse): void {
  const etag = { ETag: `"${OPEN_API_V2_HASH}"`, Vary: 'Accept' };
  if (headers['if-none-match'] === etag.ETag) response.writeHead(304, etag).end();
  else if (!headers.accept?.includes('proto-openapi')) send(response, 200, 'application/json', OPEN_API_V2_JSON, etag);
  else send(response, 200, 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf', OPEN_API_V2, etag);
}

/** A document of the right hash never changes; a wrong one leads to the right one. */
function sendOpenApi(
  request: IncomingMessage,
  response: ServerResponse,
  asked: string | null,
  { text, hash, path }: Extract<Page, { type: 'openapi' }>,
): void {
  const etag = { ETag: `"${hash}"`, Vary: 'Accept' };
  if (asked !== null && asked !== hash) {
    send(response, 301, 'application/json', '', { ...etag, Location: `${path}?hash=${hash}` });
    return;
  }
  const headers = { ...etag, ...(asked !== null && { 'Cache-Control': 'public, immutable' }) };
  if (request.headers['if-none-match'] === etag.ETag) response.writeHead(304, headers).end();
  else send(response, 200, 'application/json', text, headers);
}
