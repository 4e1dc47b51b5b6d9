import type { RequestListener, ServerResponse } from 'node:http';
import { ServerResponse as Answer } from 'node:http';
import { createProxyServer } from 'http-proxy-3';
import { FabricAgent } from '../fabric/agent';
import type { Fabric } from '../fabric/fabric';
import { MASTER } from '../machines';
import type { Marathon } from '../marathon/marathon';
import { findRoute, routesOf, type Route } from './routes';

/** What HAProxy says when no server of a backend can be reached, and when there is no backend. */
const UNAVAILABLE = '<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>\n';

/**
 * marathon-lb: passes requests on by their Host header. It runs on the master, which is no Calico host, so policy
 * applies to its connections as to those of any outside machine.
 */
export function loadBalancer(marathon: Marathon, fabric: Fabric): RequestListener {
  const agent = new FabricAgent(fabric, MASTER.address, (name) => name);
  const proxy = createProxyServer({ agent, xfwd: true });
  let turn = 0;
  proxy.on('error', (_error, _request, response) => {
    if (response instanceof Answer) unavailable(response);
    else response.destroy();
  });
  return (request, response) => {
    const route = findRoute(marathon.apps, request.headers.host ?? '');
    if (!route) {
      answerItself(marathon, request.url ?? '/', response);
      return;
    }
    const servers = serversOf(marathon, route);
    const server = servers[turn++ % servers.length];
    if (server === undefined) unavailable(response);
    else proxy.web(request, response, { target: `http://${server}` });
  };
}

/** HAProxy's own pages, which the original has on ports of their own. */
function answerItself(marathon: Marathon, url: string, response: ServerResponse): void {
  if (url === '/_haproxy_health_check') {
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html><body><h1>200 OK</h1>\nService ready.\n</body></html>\n');
  } else if (url === '/haproxy?stats;csv') {
    response.writeHead(200, { 'Content-Type': 'text/plain' }).end(statistics(marathon));
  } else {
    unavailable(response);
  }
}

/** The first columns of HAProxy's CSV that tell which backends there are. */
function statistics(marathon: Marathon): string {
  const backends = marathon.apps.flatMap(routesOf).flatMap((route) => {
    const name = `${route.appId.slice(1).replaceAll('/', '_')}_${route.port}`;
    const servers = serversOf(marathon, route);
    return [...servers.map((server) => `${name},${server},no check`), `${name},BACKEND,${servers.length > 0 ? 'UP' : 'DOWN'}`];
  });
  return ['# pxname,svname,status', ...backends, ''].join('\n');
}

/** Address and port of each running task behind a route. */
function serversOf({ scheduler }: Marathon, { appId, port }: Route): string[] {
  return scheduler.tasks(appId).flatMap(({ address, state }) => (address === undefined || state !== 'running' ? [] : [`${address}:${port}`]));
}

function unavailable(response: ServerResponse): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(503, { 'Content-Type': 'text/html', 'Cache-Control': 'no-cache', Connection: 'close' }).end(UNAVAILABLE);
}
