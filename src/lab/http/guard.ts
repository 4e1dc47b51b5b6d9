import type { IncomingMessage, RequestListener } from 'node:http';
import { isSameKey, takeKey } from './key';

/**
 * Rules for accepting requests. The lab starts programs and fetches files for its clients, every web page can send
 * requests to this machine's ports, and a page whose host name resolves to 127.0.0.1 (DNS rebinding) can even read the
 * responses. So a request either has the key of this start, or is one that no page can send:
 *
 * - `Host` is a loopback name with the port of the service. A rebound page sends its own name.
 * - No `Origin`: browsers send it with all cross-origin requests that a page can read (fetch, EventSource, WebSocket)
 *   or that may change something, including preflights and posted forms; `null` counts as well. Reads by a page of the
 *   same origin are accepted, for the collector's page and its assets.
 * - `Sec-Fetch-Site` is absent, `none` (the user typed the address) or `same-origin`. It covers requests without Origin:
 *   images, scripts, `no-cors` fetches and links. `same-site` is rejected: other ports of this machine are the same site.
 * - POST has a body of a type that a page may send only after a preflight, which the lab never permits. This holds even
 *   for browsers that omit the headers above. Other headers prove nothing: which of them browsers and their extensions
 *   send by themselves changes, while the list of types has always been part of the Fetch standard. PUT, PATCH and
 *   DELETE always need a preflight, whatever their body, so etcd's forms sent by curl pass.
 *
 * An old browser that sends none of these headers can still send cross-origin GET and HEAD to a loopback host: these
 * change nothing in any of the lab's services, and the page cannot read the responses.
 */
export interface Rules {
  /** The key of this start. */
  readonly key: string;
  /** Accepts any Host. For the load balancer, which routes by it: a name without an app gets no response from one. */
  readonly anyHost?: boolean;
}

/** Body types that a page may post to any site without a preflight (Fetch standard, CORS-safelisted request-header). */
const SAFELISTED_TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'];

const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::(\d+))?$/i;

const MIME_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/;

/** Returns why a request is rejected, as a sentence; undefined if it is accepted. Removes the key from the request. */
export function objection(request: IncomingMessage, { key, anyHost = false }: Rules): string | undefined {
  const given = takeKey(request);
  if (given !== undefined)
    return isSameKey(given, key) ? undefined : 'This is not the key of this lab. It has a new one after each start.';
  const {
    method = 'GET',
    headers: { origin, host, 'sec-fetch-site': site },
  } = request;
  if (!anyHost && !isLoopbackHost(request)) return `Requests for the host ${host ?? ''} are not answered here.`;
  const reads = method === 'GET' || method === 'HEAD';
  if (origin !== undefined && !(reads && origin === `http://${host ?? ''}`))
    return `Requests of pages of ${origin} are not answered here.`;
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    return 'Requests of pages of other sites are not answered here.';
  if (method === 'POST' && !needsPreflight(request))
    return 'A POST that a web page could send is not answered here. Send it as application/json, or with the lab’s key.';
  return undefined;
}

/** Answers rejected requests with 403, and passes on all others. */
export function guarded(handler: RequestListener, rules: Rules): RequestListener {
  return (request, response) => {
    const reason = objection(request, rules);
    if (reason === undefined) handler(request, response);
    else response.writeHead(403, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${reason}\n`);
  };
}

/** Whether a request's Host is this machine, with any port; a rebound page can't send that. */
export function isLoopbackName({ headers }: IncomingMessage): boolean {
  return LOOPBACK.test(headers.host ?? '');
}

/** Whether the Host is this machine with the port that received the request. */
function isLoopbackHost(request: IncomingMessage): boolean {
  const port = LOOPBACK.exec(request.headers.host ?? '')?.[1] ?? '80';
  return isLoopbackName(request) && Number(port) === request.socket.localPort;
}

/** Whether a page may send the body's type only after a preflight. A missing or invalid type needs none. */
function needsPreflight({ headers }: IncomingMessage): boolean {
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  return MIME_TYPE.test(type) && !SAFELISTED_TYPES.includes(type);
}
