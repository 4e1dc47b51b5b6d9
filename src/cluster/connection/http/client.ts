import * as l10n from '@vscode/l10n';
import { setImmediate } from 'node:timers/promises';
import type { Readable } from 'node:stream';
import type { AxiosInstance, AxiosRequestConfig, AxiosResponse } from 'axios';
import { certificateAt } from '../tls/certificate';
import { ClusterError } from '../errors';
import { readBody } from './body';
import { requestError, tlsError } from './errors';
import type { Transport } from './transport';
import { environmentProxy, proxyFor, type ProxySettings } from './proxy';
import { redirectOf } from './redirect';
import { tlsProblem, tlsWanted, wantsTls, type TlsFiles } from '../tls/tls';

export type { TlsFiles } from '../tls/tls';

/** Credentials of one server. Kept in memory and sent in requests only, never in errors or the log. */
export type Credentials =
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'token'; readonly token: string };

export interface HttpOptions {
  /** Base address, e.g. `http://127.0.0.1:8080` or `unix:///var/run/docker.sock`. */
  readonly address: string;
  /** The server's name in messages, for example `Marathon`. */
  readonly service: string;
  readonly credentials?: Credentials;
  /** PEM texts for https. */
  readonly tls?: TlsFiles;
  /** Sent with every request. As secret as credentials. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether requests have secret headers of their own. */
  readonly hasSecretHeaders?: true;
  /** Milliseconds per request. Defaults to 10 s. */
  readonly timeout?: number;
  /** Other hosts of the same cluster to which redirects carry credentials: `host`, `host:port` or `*.domain`. */
  readonly trustedHosts?: readonly string[];
  /** Proxy settings. Defaults to those of the environment. */
  readonly proxy?: ProxySettings;
  /**
   * Called before each request that is not read-only, with the change as a verb phrase. Nothing is sent if it throws.
   */
  readonly permit?: (change: string) => Promise<void>;
}

export interface HttpRequest extends Pick<
  AxiosRequestConfig,
  'method' | 'url' | 'params' | 'paramsSerializer' | 'data' | 'headers' | 'responseType'
> {
  readonly signal?: AbortSignal | undefined;
  /** The change as a verb phrase: `scale /web`. */
  readonly change?: string;
  /** The request changes nothing despite its method: a dry run. */
  readonly isHarmless?: boolean;
  /** Milliseconds. 0 waits indefinitely (watches). */
  readonly timeout?: number;
}

/** The prefix of Unix socket addresses, as Docker writes them. */
const UNIX = 'unix://';

/** Maximum number of redirects. */
const MAX_REDIRECTS = 3;

/**
 * An HTTP client for one server. Resolves for every status. Failures before a status are thrown as {@link
 * ClusterError}.
 */
export class HttpClient {
  #axios: Promise<AxiosInstance> | undefined;
  /** Whether the server has ever answered with HTTP. */
  #answered = false;
  readonly #transports = new Map<string, Promise<Transport>>();

  constructor(readonly options: HttpOptions) {}

  /**
   * Sends one request and resolves with any status. The body is text unless `responseType` says otherwise. Redirects
   * are followed within the cluster, and elsewhere only by clients without secrets.
   * @throws ClusterError `unreachable`, `timeout`, `cancelled`, `tls`, `unauthorized` for a sign-in page, the error of
   * `permit` for a change, or `unexpected-answer` for an answer that is not HTTP. `uncertain` if a request that is not
   * read-only may have reached the server.
   */
  async request<T = string>(request: HttpRequest): Promise<AxiosResponse<T>> {
    const {
      signal,
      timeout = this.options.timeout ?? 10_000,
      responseType = 'text',
      change,
      isHarmless = false,
      ...rest
    } = request;
    const { address, service, permit } = this.options;
    if (signal?.aborted)
      throw new ClusterError('cancelled', l10n.t('The request to {0} at {1} was canceled.', service, address));
    if (isChange(rest) && !isHarmless) await permit?.(change ?? `${rest.method ?? ''} ${rest.url ?? ''} at ${service}`);
    const late = timeout > 0 ? AbortSignal.timeout(timeout) : undefined;
    const ends = AbortSignal.any([signal, late].filter((end) => end !== undefined));
    try {
      const answer = await this.#follow(rest, ends);
      if (responseType === 'stream') return answer as AxiosResponse<T>;
      const text = await readBody(answer.data, answer.status, ends);
      const plain = wantsTls(answer.status, text);
      if (plain) throw tlsError(plain, this.options, new Error(text.trim()));
      return { ...answer, data: text as T };
    } catch (error) {
      throw await this.#explain(error, isChange(rest), signal, late);
    }
  }

  async #follow(request: HttpRequest, signal: AbortSignal): Promise<AxiosResponse<Readable>> {
    const { address, trustedHosts } = this.options;
    const axios = await (this.#axios ??= this.#create());
    let answer = await this.#send(axios, request, this.#where(address), signal);
    this.#answered = true;
    if (address.startsWith(UNIX)) return answer;
    for (let step = 0; step < MAX_REDIRECTS; step += 1) {
      const from = new URL(answer.config.url ?? '', answer.config.baseURL ?? address);
      const redirect = redirectOf(answer.status, answer.headers['location'], from, trustedHosts);
      // Only these two statuses preserve the method of a change.
      if (!redirect || (isChange(request) && redirect.kind !== 'sign-in' && ![307, 308].includes(answer.status)))
        return answer;
      answer.data.destroy();
      if (redirect.kind === 'sign-in') throw this.#signIn(redirect.host);
      if (redirect.kind === 'foreign' && (this.#holdsSecrets || isChange(request))) throw this.#stranger(redirect.url);
      answer = await this.#send(axios, redirected(request, redirect.url, from), this.#where(redirect.url.href), signal);
    }
    return answer;
  }

  /** Waits for the headers only. How much of the body is read depends on the status. */
  async #send(
    axios: AxiosInstance,
    request: HttpRequest,
    where: AxiosRequestConfig | Promise<AxiosRequestConfig>,
    signal: AbortSignal,
  ): Promise<AxiosResponse<Readable>> {
    const config: AxiosRequestConfig = { ...request, ...(await where), responseType: 'stream', signal };
    try {
      return await axios.request<Readable>(config);
    } catch (error) {
      // Only the next request notices that an idle connection has ended.
      if (isChange(request) || signal.aborted || !wasIdle(error)) throw error;
      return axios.request<Readable>(config);
    }
  }

  #where(address: string): AxiosRequestConfig | Promise<AxiosRequestConfig> {
    return address.startsWith(UNIX) ? {} : this.#transport(address);
  }

  async #transport(address: string): Promise<AxiosRequestConfig> {
    const { tls, proxy = environmentProxy() } = this.options;
    const through = proxyFor(address, proxy);
    const { protocol } = new URL(address);
    const key = `${protocol}${through ?? ''}`;
    let transport = this.#transports.get(key);
    if (!transport)
      this.#transports.set(
        key,
        (transport = import('./transport').then(({ transportFor }) =>
          transportFor(protocol === 'https:' ? 'https:' : 'http:', tls, through),
        )),
      );
    return { transport: await transport };
  }

  async #create(): Promise<AxiosInstance> {
    const { axios } = await import('./transport');
    // The first request runs code that was just loaded, which takes long enough.
    await setImmediate();
    const { address, credentials, headers } = this.options;
    return axios.create({
      ...(address.startsWith(UNIX)
        ? { baseURL: 'http://localhost', socketPath: address.slice(UNIX.length) }
        : { baseURL: address }),
      // Both are handled here, because axios would forward secrets.
      maxRedirects: 0,
      proxy: false,
      // Answers are validated by schemas after the status, so axios must neither parse nor reject them.
      validateStatus: () => true,
      ...(credentials?.kind === 'basic' && {
        auth: { username: credentials.username, password: credentials.password },
      }),
      headers: { ...headers, ...(credentials?.kind === 'token' && { Authorization: `token=${credentials.token}` }) },
    });
  }

  get #holdsSecrets(): boolean {
    const { credentials, tls, headers, hasSecretHeaders = false } = this.options;
    return credentials !== undefined || tls?.key !== undefined || headers !== undefined || hasSecretHeaders;
  }

  #signIn(host: string): ClusterError {
    const { address, service } = this.options;
    return new ClusterError(
      'unauthorized',
      l10n.t('{0} at {1} redirected to a sign-in page at {2}.', service, address, host),
      l10n.t('Set credentials with “Set Credentials…”, or use an address that does not require signing in.'),
    );
  }

  #stranger({ host, origin }: URL): ClusterError {
    const { address, service } = this.options;
    return new ClusterError(
      'forbidden',
      l10n.t(
        '{0} at {1} redirects to {2}, which is not known to belong to this cluster. Nothing was sent there.',
        service,
        address,
        host,
      ),
      l10n.t('If it does, use {0} as the address, or add {1} to “trustedHosts” in the cluster settings.', origin, host),
    );
  }

  async #explain(
    error: unknown,
    change: boolean,
    cancel: AbortSignal | undefined,
    late: AbortSignal | undefined,
  ): Promise<ClusterError> {
    // Both abort the request. axios does not know which one did.
    if (cancel?.aborted)
      return requestError(Object.assign(new Error('cancelled'), { code: 'ERR_CANCELED' }), this.options, change);
    if (late?.aborted)
      return requestError(
        Object.assign(new Error('timeout', { cause: error }), { code: 'ETIMEDOUT' }),
        this.options,
        change,
      );
    const problem = error instanceof ClusterError ? undefined : tlsProblem(error);
    if (problem?.kind === 'expired' || problem?.kind === 'not-yet-valid')
      return tlsError(problem, this.options, error, await certificateAt(this.options.address, this.options.tls));
    // Go's TLS servers hang up on plain HTTP.
    const { address } = this.options;
    if (
      address.startsWith('http:') &&
      !this.#answered &&
      isBrokenOff(error) &&
      (await certificateAt(address.replace(/^http:/, 'https:')))
    )
      return tlsError(tlsWanted(), this.options, error);
    return requestError(error, this.options, change);
  }
}

function isBrokenOff(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || String(error.code).startsWith('HPE_'))
  );
}

/** Whether the failed request used a connection that had been used before. */
function wasIdle(error: unknown): boolean {
  if (!isBrokenOff(error) || typeof error !== 'object' || error === null || !('request' in error)) return false;
  const { request } = error;
  return typeof request === 'object' && request !== null && 'reusedSocket' in request && request.reusedSocket === true;
}

/** Returns the redirected request. The Host header of a virtual host stays with its own host. */
function redirected({ method, data, headers }: HttpRequest, url: URL, from: URL): HttpRequest {
  const others = Object.entries(headers ?? {}).filter(
    ([name]) => name.toLowerCase() !== 'host' || url.host === from.host,
  );
  return {
    url: url.href,
    ...(method !== undefined && { method }),
    data: data as unknown,
    headers: Object.fromEntries(others),
  };
}

function isChange({ method = 'GET' }: HttpRequest): boolean {
  return !['GET', 'HEAD', 'OPTIONS'].includes(method.toUpperCase());
}
