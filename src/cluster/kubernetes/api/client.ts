import * as l10n from '@vscode/l10n';
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { AxiosResponse } from 'axios';
import type { Readable } from 'node:stream';
import { isTooDeep, parseJson } from '../../../base/json';
import { ClusterError, isClusterError } from '../../connection/errors';
import { readBody } from '../../connection/http/body';
import { HttpClient, type HttpOptions, type HttpRequest } from '../../connection/http/client';
import { openStream } from '../../connection/http/event-stream';
import { ContextCredentials, type Access, type CredentialOptions } from '../kubeconfig/credentials';
import type { KubeContext } from '../kubeconfig/context';
import { unlessAborted } from '../unless-aborted';
import { statusError, StatusError } from './status';

export interface ApiOptions extends CredentialOptions, Pick<HttpOptions, 'proxy' | 'permit'> {
  /** Milliseconds without an event after which a watch counts as dead. Defaults to 90 s: bookmarks come once a minute. */
  readonly longestSilence?: number;
}

/** The default of {@link ApiOptions.longestSilence}. */
const LONGEST_SILENCE = 90_000;

/** A request to the API server. */
export interface ApiRequest {
  /** The request as a verb phrase for messages: `list pods`. */
  readonly what: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Defaults to JSON. */
  readonly accept?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** A request with an object. */
export interface ApiPost extends ApiRequest {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body: unknown;
  /** Defaults to JSON. */
  readonly contentType?: string;
  /** A dry run, or a question about rights. Nobody is asked for permission. */
  readonly isHarmless?: boolean;
}

/** A successful answer. */
export interface ApiAnswer {
  /** The parsed JSON. Its shape is unknown. */
  readonly value: unknown;
  /** The texts of the headers `Warning`. */
  readonly warnings: readonly string[];
}

/** Milliseconds for a change: admission webhooks may take 30 s. */
const CHANGE_TIMEOUT = 45_000;

/** Maximum number of times that a reading is repeated because the server asks for patience, and seconds of each. */
const PATIENT = 5;
const LONGEST_PATIENCE = 10;

/**
 * The API server of one context. Adds its credentials to requests and renews them once if they are refused. All methods
 * throw {@link ClusterError}; refusals of the server are {@link StatusError}.
 */
export class KubernetesApi {
  readonly #credentials: ContextCredentials;
  /** One for each set of certificates, of which a plugin may hand out new ones. */
  #heard = -Infinity;
  #http: { readonly key: string; readonly client: HttpClient } | undefined;
  #ping: Promise<void> | undefined;
  readonly #end = new AbortController();

  constructor(
    readonly context: KubeContext,
    private readonly options: ApiOptions,
  ) {
    this.#credentials = new ContextCredentials(context, options);
  }

  /** The server, for messages. */
  get server(): string {
    return l10n.t('Kubernetes at {0}', this.context.cluster.server);
  }

  /** The milliseconds since the server last said something. */
  get silence(): number {
    return performance.now() - this.#heard;
  }

  /** Notes that the server says something. */
  hear(): void {
    this.#heard = performance.now();
  }

  /**
   * Resolves if the server answers anything at all. All lists that ask at the same time, such as when a connection
   * ends, wait for one request; a signal ends only its own waiting.
   * @throws ClusterError if it can't be reached, or knows nobody with these credentials.
   */
  async ping(signal?: AbortSignal): Promise<void> {
    this.#ping ??= this.#askVersion().finally(() => (this.#ping = undefined));
    await unlessAborted(this.#ping, signal, () => l10n.t('Waiting for {0} was canceled.', this.server));
  }

  async #askVersion(): Promise<void> {
    try {
      await this.get({ what: l10n.t('tell its version'), path: '/version', signal: this.#end.signal });
    } catch (error) {
      if (!(error instanceof StatusError) || error.status === 401) throw error;
    }
  }

  get longestSilence(): number {
    return this.options.longestSilence ?? LONGEST_SILENCE;
  }

  /** Ends what runs in the background. */
  close(): void {
    this.#end.abort();
    this.#credentials.close();
  }

  /** Reads JSON. A server that is starting up, or asks for patience, is asked again. */
  async get(request: ApiRequest): Promise<ApiAnswer> {
    return this.#patiently(request, async () => {
      const answer = await this.#send({ method: 'GET' }, request);
      return this.#read(request.what, answer, false);
    });
  }

  /** Sends an object, once. Only refused credentials are renewed, because then nothing was changed. */
  async send(request: ApiPost): Promise<ApiAnswer> {
    const { method, body, contentType = 'application/json', isHarmless = false, what } = request;
    const answer = await this.#send(
      {
        method,
        data: JSON.stringify(body),
        change: what,
        isHarmless,
        timeout: CHANGE_TIMEOUT,
      },
      { ...request, headers: { ...request.headers, 'Content-Type': contentType } },
    );
    return this.#read(what, answer, !isHarmless);
  }

  /**
   * Opens a stream: a list that is read piece by piece, or a watch. The signal ends it.
   * @throws StatusError if the server refuses.
   */
  async stream(request: ApiRequest & { readonly signal: AbortSignal }): Promise<Readable> {
    return this.#patiently(request, async () => {
      const answer = await this.#authorized(
        request.signal,
        (http, access) => openStream(http, this.#request({ method: 'GET' }, request, access), request.signal),
        ({ data }) => void data.destroy(),
      );
      if (answer.status === 200) return answer.data;
      const body = await readBody(answer.data, answer.status, request.signal);
      throw this.#refused(request.what, { ...answer, data: body }, false);
    });
  }

  /** Converts the object of an ERROR event to an error. */
  refusedEvent(what: string, object: unknown): StatusError {
    return statusError({ what, server: this.server, status: 200, body: JSON.stringify(object), isChange: false });
  }

  async #send(base: HttpRequest, request: ApiRequest): Promise<AxiosResponse<string>> {
    return this.#authorized(request.signal, (http, access) => http.request(this.#request(base, request, access)));
  }

  /** Makes a request with credentials, and once more if they were refused and can be renewed. */
  async #authorized<T extends { readonly status: number }>(
    signal: AbortSignal | undefined,
    request: (http: HttpClient, access: Access) => Promise<T>,
    discard: (answer: T) => void = () => undefined,
  ): Promise<T> {
    try {
      const access = await this.#credentials.access(signal);
      const answer = await request(this.#client(access), access);
      this.hear();
      if (answer.status !== 401 || !this.#credentials.renew(access)) return answer;
      discard(answer);
      const renewed = await this.#credentials.access(signal);
      return await request(this.#client(renewed), renewed);
    } catch (error) {
      throw this.#advised(error);
    }
  }

  #client({ tls }: Access): HttpClient {
    const hash = createHash('sha256');
    for (const part of [tls.ca, tls.cert, tls.key]) hash.update(part ?? '').update('\0');
    const key = hash.digest('hex');
    if (this.#http?.key !== key) {
      const { cluster } = this.context;
      const { proxy, permit } = this.options;
      this.#http = {
        key,
        client: new HttpClient({
          address: cluster.server,
          service: 'Kubernetes',
          tls,
          hasSecretHeaders: true,
          ...(cluster.proxy === undefined
            ? proxy && { proxy }
            : { proxy: { enabled: true, environment: {}, only: cluster.proxy } }),
          ...(permit && { permit }),
        }),
      };
    }
    return this.#http.client;
  }

  #request(base: HttpRequest, request: ApiRequest, { headers }: Access): HttpRequest {
    const { path, query, accept = 'application/json', signal } = request;
    const { secretPath = '' } = this.context.cluster;
    return {
      ...base,
      url: `${secretPath}${path}`,
      ...(query && { params: query as unknown }),
      // The server indents JSON for programs that it takes for a browser, and names managers of fields after others.
      headers: { 'User-Agent': 'calico-stars', Accept: accept, ...request.headers, ...headers },
      signal,
    };
  }

  async #patiently<T>({ signal }: ApiRequest, work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        const patience = attempt <= PATIENT ? patienceFor(error) : undefined;
        if (patience === undefined) throw error;
        await delay(patience * 1_000, undefined, { signal }).catch(() => undefined);
        if (signal?.aborted) throw error;
      }
    }
  }

  #read(what: string, answer: AxiosResponse<string>, isChange: boolean): ApiAnswer {
    if (answer.status < 200 || answer.status >= 300) throw this.#refused(what, answer, isChange);
    const value = isTooDeep(answer.data) ? undefined : parseJson(answer.data);
    if (value === undefined) throw this.foreign(what, isChange);
    return { value, warnings: warningsIn(answer.headers['warning']) };
  }

  #refused(what: string, { status, data, headers }: AxiosResponse<string>, isChange: boolean): StatusError {
    return statusError({ what, server: this.server, status, body: data, retryAfter: headers['retry-after'], isChange });
  }

  /** Returns the error of a successful answer that is not one of an API server. */
  foreign(what: string, uncertain: boolean): ClusterError {
    return new ClusterError(
      'unexpected-answer',
      l10n.t(
        'The server at {0} is not a Kubernetes API server: asked to {1}, it answered with something else.',
        this.context.cluster.server,
        what,
      ),
      serverAdvice(this.context),
      undefined,
      { uncertain },
    );
  }

  /** Points the advice about connections to the kubeconfig, where their settings are. */
  #advised(error: unknown): unknown {
    if (!isClusterError(error) || error.cause === undefined) return error;
    const { name, file } = this.context;
    if (file === '') return error;
    const advice =
      error.kind === 'tls'
        ? l10n.t('Check the certificates of the context {0} in {1}.', name, file)
        : error.kind === 'unreachable'
          ? l10n.t('Check the server of the context {0} in {1}, and whether a VPN or tunnel is needed.', name, file)
          : undefined;
    if (advice === undefined) return error;
    return new ClusterError(error.kind, error.message, advice, error.detail, {
      cause: error.cause,
      uncertain: error.uncertain,
    });
  }
}

/** What to do about an address that is not that of an API server. */
export function serverAdvice({ name, file }: KubeContext): string {
  return file === ''
    ? l10n.t('Stop the demo and start it again.')
    : l10n.t('Check the server of the context {0} in {1}.', name, file);
}

/** Seconds to wait before a reading is repeated; undefined if the error is no request for patience. */
function patienceFor(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('status' in error) || !('retryAfter' in error)) return undefined;
  const { status, retryAfter } = error;
  const asks = status === 429 || (status === 503 && retryAfter !== undefined);
  return asks ? Math.min(typeof retryAfter === 'number' ? retryAfter : 1, LONGEST_PATIENCE) : undefined;
}

/** Returns the texts of `299 - "text"`. Several headers are joined by commas. */
function warningsIn(header: unknown): readonly string[] {
  const joined = Array.isArray(header) ? header.join(', ') : typeof header === 'string' ? header : '';
  return [...joined.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text.replaceAll(/\\(.)/g, '$1'));
}
