import type { IncomingMessage, RequestListener } from 'node:http';
import { isSameKey, takeKey } from './key';

/**
 * Who may use the lab. It starts programs and fetches files for whoever asks, every web page can send requests to this
 * machine's ports, and a page whose host name was pointed at 127.0.0.1 (DNS rebinding) can even read the answers. So a
 * request either brings the key of this start, or is one that no page can make:
 *
 * - `Host` is a loopback name with the port that is served. A rebound page sends its own name there.
 * - No `Origin`: browsers send it with all requests across origins that a page can read (fetch, EventSource, WebSocket)
 *   or that may change something, preflights and posted forms included; `null` counts as well. Reading by a page of
 *   the very same origin is let through, for the collector's page and its assets.
 * - `Sec-Fetch-Site` is absent, `none` (a person typed the address) or `same-origin`. It catches what has no Origin:
 *   images, scripts, `no-cors` fetches and links. `same-site` is refused: another port of this machine is the same site.
 * - POST has a body of a type that a page may send only after a preflight, which the lab never answers with leave. This
 *   holds even for browsers that leave out the headers above. Other headers do not count as a proof: which of them
 *   browsers and their add-ons send by themselves changes, while the list of types has stood in the Fetch standard
 *   since its beginning. PUT, PATCH and DELETE always need a preflight, whatever their body: etcd's forms by curl pass.
 *
 * What remains of an old browser that sends none of these headers is GET and HEAD of a loopback host across origins:
 * they change nothing in any of the lab's services, and the page cannot read what comes back.
 */
export interface Rules {
  /** The key of this start. */
  readonly key: string;
  /**
   * Takes any Host. For the load balancer, which routes by it: a name that no app has asked for gets nothing from it.
   */
  readonly anyHost?: boolean;
}

/** Types of bodies that a page may post to any site without asking (Fetch standard, CORS-safelisted request-header). */
const SAFELISTED_TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'];

const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::(\d+))?$/i;

const MIME_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/;

/** Why a request is not taken, in a sentence; undefined when it is. Takes the key out of the request. */
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

/** Answers 403 to what is not taken, and hands everything else on. */
export function guarded(handler: RequestListener, rules: Rules): RequestListener {
  return (request, response) => {
    const reason = objection(request, rules);
    if (reason === undefined) handler(request, response);
    else response.writeHead(403, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${reason}\n`);
  };
}

/** Whether a request names this machine, by whatever port: what a page rebound to this machine cannot do. */
export function isLoopbackName({ headers }: IncomingMessage): boolean {
  return LOOPBACK.test(headers.host ?? '');
}

/** Whether it names this machine and the port it came to. */
function isLoopbackHost(request: IncomingMessage): boolean {
  const port = LOOPBACK.exec(request.headers.host ?? '')?.[1] ?? '80';
  return isLoopbackName(request) && Number(port) === request.socket.localPort;
}

/** Whether the type of a request's body is one that a page may not send unasked. No type, or none that can be read, is. */
function needsPreflight({ headers }: IncomingMessage): boolean {
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  return MIME_TYPE.test(type) && !SAFELISTED_TYPES.includes(type);
}
