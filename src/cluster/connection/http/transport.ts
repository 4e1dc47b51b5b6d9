import {
  Agent as HttpAgent,
  request as requestHttp,
  type ClientRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';
import type { TlsFiles } from '../tls/tls';

export { default as axios } from 'axios';

/** How axios sends a request. */
export interface Transport {
  request(options: RequestOptions, answered: (answer: IncomingMessage) => void): ClientRequest;
}

/**
 * Creates a transport for servers of one scheme, direct or through a proxy, with the given certificates. VS Code may
 * replace the agent, so the certificates are part of the request, too.
 */
export function transportFor(
  protocol: 'http:' | 'https:',
  tls: TlsFiles | undefined,
  proxy: string | undefined,
): Transport {
  if (protocol === 'http:') {
    const agent =
      proxy === undefined ? new HttpAgent({ keepAlive: true }) : new HttpProxyAgent(proxy, { keepAlive: true });
    return { request: (options, answered) => requestHttp({ ...options, agent }, answered) };
  }
  const { ca, cert, key, serverName, isUnchecked = false } = tls ?? {};
  const secure = {
    ...(ca && { ca }),
    ...(cert && { cert }),
    ...(key && { key }),
    ...(serverName !== undefined && { servername: serverName }),
    ...(isUnchecked && { rejectUnauthorized: false }),
  };
  const agent =
    proxy === undefined ? new HttpsAgent({ keepAlive: true }) : new HttpsProxyAgent(proxy, { keepAlive: true });
  return { request: (options, answered) => requestHttps({ ...options, ...secure, agent }, answered) };
}
