import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { ServerResponse as Answer } from 'node:http';
import { createProxyServer } from 'http-proxy-3';
import { FabricAgent } from '../fabric/agent';
import type { Fabric } from '../fabric/fabric';
import { isLoopbackName, objection, type Rules } from '../http/guard';
import { MASTER } from '../machines';
import type { Marathon } from '../marathon/marathon';
import { findByAppId, findRoute, routesOf, type Server } from './routes';

/** HAProxy's responses if no server of a backend is available, and if there is no backend. */
const UNAVAILABLE =
  '<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>\n';

/**
 * marathon-lb: forwards requests by their Host header and path, or by the header `X-Marathon-App-Id`, for which the
 * original has a separate port. Runs on the master, which is not a Calico host, so policy treats its connections like
 * those of any outside machine.
 */
export function loadBalancer(marathon: Marathon, fabric: Fabric, rules: Rules): RequestListener {
  const agent = new FabricAgent(fabric, MASTER.address, (name) => name);
  const proxy = createProxyServer({ agent, xfwd: true });
  let turn = 0;
  proxy.on('error', (_error, _request, response) => {
    if (response instanceof Answer) unavailable(response);
    else response.destroy();
  });
  return (request, response) => {
    const refusal = objection(request, { ...rules, anyHost: true });
    const route = routeOf(marathon, request);
    const page = isLoopbackName(request) ? ownPage(marathon, request.url ?? '/') : undefined;
    // Requests without a route get no information.
    if (!route && !page) {
      unavailable(response);
    } else if (refusal !== undefined) {
      response.writeHead(403, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${refusal}\n`);
    } else if (route) {
      const servers = serversOf(marathon, route);
      const server = servers[turn++ % servers.length];
      if (server === undefined) unavailable(response);
      else proxy.web(request, response, { target: `http://${server}` });
    } else if (page) {
      response.writeHead(200, { 'Content-Type': page.type }).end(page.text);
    }
  };
}

/** An app ID counts only with a loopback Host: a page could set the header for its own host (DNS rebinding). */
function routeOf({ apps }: Marathon, request: IncomingMessage): Server | undefined {
  const { host = '', 'x-marathon-app-id': appId } = request.headers;
  if (appId !== undefined && isLoopbackName(request)) return findByAppId(apps, String(appId));
  return findRoute(apps, host, request.url);
}

/** HAProxy's own pages, which the original serves on separate ports. */
function ownPage(marathon: Marathon, url: string): { readonly type: string; readonly text: string } | undefined {
  if (url === '/_haproxy_health_check')
    return { type: 'text/html', text: '<html><body><h1>200 OK</h1>\nService ready.\n</body></html>\n' };
  return url === '/haproxy?stats;csv' ? { type: 'text/plain', text: statistics(marathon) } : undefined;
}

/** The first columns of HAProxy's CSV, which identify the backends. */
function statistics(marathon: Marathon): string {
  const backends = marathon.apps.flatMap(routesOf).flatMap((route) => {
    const name = `${route.appId.slice(1).replaceAll('/', '_')}_${route.port}`;
    const servers = serversOf(marathon, route);
    return [
      ...servers.map((server) => `${name},${server},no check`),
      `${name},BACKEND,${servers.length > 0 ? 'UP' : 'DOWN'}`,
    ];
  });
  return ['# pxname,svname,status', ...backends, ''].join('\n');
}

/** Returns the address and port of each running task of a route. */
function serversOf({ scheduler }: Marathon, { appId, port }: Server): string[] {
  return scheduler
    .tasks(appId)
    .flatMap(({ address, state }) => (address === undefined || state !== 'running' ? [] : [`${address}:${port}`]));
}

function unavailable(response: ServerResponse): void {
  if (response.headersSent) response.destroy();
  else
    response
      .writeHead(503, { 'Content-Type': 'text/html', 'Cache-Control': 'no-cache', Connection: 'close' })
      .end(UNAVAILABLE);
}
