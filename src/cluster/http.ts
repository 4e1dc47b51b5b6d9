import { Agent } from 'node:https';
import type { AxiosInstance, AxiosRequestConfig, AxiosResponse } from 'axios';
import { ClusterError, messageOf } from './errors';

/** Credentials of one server. They stay in memory and go into requests alone: never into errors or the log. */
export type Credentials =
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'token'; readonly token: string };

export interface HttpOptions {
  /** Base address, e.g. `http://127.0.0.1:8080` or `unix:///var/run/docker.sock`. */
  readonly address: string;
  /** What the server is called in messages, e.g. `Marathon`. */
  readonly service: string;
  readonly credentials?: Credentials;
  /** PEM texts for https. */
  readonly tls?: TlsFiles;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds for one request; 10 s when left out. */
  readonly timeout?: number;
}

/** A certificate authority and a client certificate, as PEM texts. */
export interface TlsFiles {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

export interface HttpRequest extends Pick<AxiosRequestConfig, 'method' | 'url' | 'params' | 'paramsSerializer' | 'data' | 'headers' | 'responseType'> {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds; 0 waits for ever (watches). */
  readonly timeout?: number;
}

/** Addresses of sockets in the file system, as Docker writes them. */
const UNIX = 'unix://';

/** The largest answer that is read, in bytes. */
const MAX_ANSWER = 32 * 1024 * 1024;

/** One server over HTTP. Every status resolves; what fails before a status arrives is thrown as {@link ClusterError}. */
export class HttpClient {
  #axios: Promise<AxiosInstance> | undefined;

  constructor(readonly options: HttpOptions) {}

  /**
   * Sends one request and resolves with whatever status the server gives; the body is text unless `responseType` says otherwise.
   * @throws ClusterError `unreachable`, `timeout`, `cancelled`, or `unexpected-answer` for what is no HTTP; `uncertain`
   * when a request that is no mere reading may have reached the server.
   */
  async request<T = string>(request: HttpRequest): Promise<AxiosResponse<T>> {
    const { signal, ...rest } = request;
    if (signal?.aborted) throw new ClusterError('cancelled', `The request to ${this.options.service} at ${this.options.address} was cancelled.`);
    const axios = await (this.#axios ??= this.#create());
    try {
      return await axios.request<T>({ responseType: 'text', ...rest, ...(signal && { signal }) });
    } catch (error) {
      throw translate(error, this.options, isChange(rest) && !NOT_SENT.has(codeOf(error)));
    }
  }

  async #create(): Promise<AxiosInstance> {
    const { default: axios } = await import('axios');
    const { address, credentials, tls, headers, timeout = 10_000 } = this.options;
    return axios.create({
      ...(address.startsWith(UNIX) ? { baseURL: 'http://localhost', socketPath: address.slice(UNIX.length) } : { baseURL: address }),
      timeout,
      maxContentLength: MAX_ANSWER,
      maxRedirects: 3,
      // Answers are checked by schemas after the status: axios must neither parse nor judge them.
      transformResponse: (body: unknown) => body,
      validateStatus: () => true,
      ...(tls && { httpsAgent: new Agent({ ...tls, keepAlive: true }) }),
      ...(credentials?.kind === 'basic' && { auth: { username: credentials.username, password: credentials.password } }),
      headers: { ...headers, ...(credentials?.kind === 'token' && { Authorization: `token=${credentials.token}` }) },
    });
  }
}

const UNREACHABLE = new Map([
  ['ECONNREFUSED', 'nothing listens there'],
  ['ENOENT', 'there is no such socket'],
  ['EACCES', 'this user may not use that socket'],
  ['ENOTFOUND', 'no such host name'],
  ['EAI_AGAIN', 'the host name could not be resolved'],
  ['EHOSTUNREACH', 'no route to that host'],
  ['ENETUNREACH', 'no route to that network'],
  ['ECONNRESET', 'the connection was broken off'],
  ['EPIPE', 'the connection was broken off'],
]);

/** Failures to connect, after which the server cannot have seen the request. */
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOENT', 'EACCES', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

function isChange({ method = 'GET' }: HttpRequest): boolean {
  return !['GET', 'HEAD', 'OPTIONS'].includes(method.toUpperCase());
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function translate(error: unknown, { address, service }: HttpOptions, uncertain: boolean): ClusterError {
  const code = codeOf(error);
  const where = `${service} at ${address}`;
  const options = { cause: error, uncertain };
  if (code === 'ERR_CANCELED') return new ClusterError('cancelled', `The request to ${where} was cancelled.`, undefined, undefined, options);
  if (code === 'ECONNABORTED' || code === 'ETIMEDOUT') {
    return new ClusterError('timeout', `${where} did not answer in time.`, 'Check the address and that no firewall or policy drops the connection.', messageOf(error), options);
  }
  const why = UNREACHABLE.get(code);
  if (why !== undefined) {
    return new ClusterError('unreachable', `${where} cannot be reached: ${why}.`, 'Check the address in the cluster’s settings and that the server is running.', messageOf(error), options);
  }
  return new ClusterError('unexpected-answer', `${where} did not answer as an HTTP server should: ${messageOf(error)}.`, 'Check the address in the cluster’s settings.', undefined, options);
}
