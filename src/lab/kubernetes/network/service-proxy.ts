import { request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import { FabricAgent } from '../../fabric/agent';
import type { Fabric } from '../../fabric/fabric';
import { CONTROL_PLANE } from '../controllers/nodes';
import { sendError } from '../http/answer';
import type { ProxyTarget } from '../http/handler';
import { StatusError } from '../status-error';
import type { Services } from './services';

/** Headers that are between the client and the API server, and no business of a service. */
const OWN_HEADERS = ['authorization', 'connection', 'host', 'x-calico-stars-key'];

/** Returns what forwards requests to the pods of services, from the machine of the API server. */
export function serviceProxy(
  fabric: Fabric,
  services: Services,
): (request: IncomingMessage, response: ServerResponse, target: ProxyTarget) => void {
  const agent = new FabricAgent(fabric, CONTROL_PLANE, (name) => name);
  return (request, response, { namespace, service, path }) => {
    const backend = services.find(namespace, service);
    const fail = (message: string): void => {
      if (response.headersSent) response.destroy();
      else sendError(response, new StatusError(503, 'ServiceUnavailable', message));
    };
    if (!backend) {
      fail(`no endpoints available for service ${JSON.stringify(service)}`);
      return;
    }
    const { to: host, port } = backend;
    const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !OWN_HEADERS.includes(name)));
    const outgoing = send({ agent, host, port, path, method: request.method, headers }, (incoming) => {
      response.writeHead(incoming.statusCode ?? 502, incoming.headers);
      incoming.pipe(response);
    });
    outgoing.on('error', (error) => fail(`error trying to reach service: ${error.message}`));
    response.on('close', () => outgoing.destroy());
    request.pipe(outgoing);
  };
}
