import type { IncomingMessage, ServerResponse } from 'node:http';
import { requestInfo, type RequestInfo } from './request-info';
import { authenticate, impersonated } from './authentication';
import { authorize } from './authorization';
import { addWarning, sendError, sendText } from './answer';
import { handleResource } from './resources';
import { sendPage } from './send-page';
import { isServed } from './served';
import { Authorizer } from '../access/authorizer';
import type { TokenUser, User } from '../access/users';
import { pageAt } from '../discovery/pages';
import { StatusError } from '../status-error';
import type { Store } from '../store/store';

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
