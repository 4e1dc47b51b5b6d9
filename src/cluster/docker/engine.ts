import * as l10n from '@vscode/l10n';
import { parseJson } from '../../base/json';
import type { AxiosResponse } from 'axios';
import type { Readable } from 'node:stream';
import type * as z from 'zod/mini';
import { ClusterError } from '../connection/errors';
import { openStream } from '../connection/http/event-stream';
import { HttpClient, type HttpOptions, type HttpRequest } from '../connection/http/client';
import { negotiate, parseVersion, versionAnswer, type ApiVersion } from './api-version';
import { foreign, refused } from './refusal';

/** Connection options besides the address. */
export type DockerOptions = Omit<HttpOptions, 'address' | 'service'>;

/** A change of one engine. */
export interface EngineChange {
  readonly method: 'POST' | 'DELETE';
  readonly url: string;
  readonly data?: string;
  /** Milliseconds. Docker waits 15 s for a plugin that is not running, and longer for a removal. */
  readonly timeout: number;
}

/**
 * One Docker engine over its HTTP API, in a version that both sides support. All methods throw {@link ClusterError}.
 */
export class Engine {
  readonly #http: HttpClient;
  /** Resolves to undefined if the engine does not report its version, and requests then omit it. */
  #version: Promise<ApiVersion | undefined> | undefined;

  constructor(
    readonly address: string,
    options: DockerOptions = {},
  ) {
    this.#http = new HttpClient({ ...options, address, service: 'Docker' });
  }

  /**
   * Returns the API version to use. Asked for once, and again after a failure. undefined if the engine does not report
   * it.
   */
  version(signal?: AbortSignal): Promise<ApiVersion | undefined> {
    const asked = (this.#version ??= this.#negotiate(signal));
    asked.catch(() => this.#forget(asked));
    return asked;
  }

  async get<T>(
    url: string,
    schema: z.ZodMiniType<T>,
    signal: AbortSignal | undefined,
    params: HttpRequest['params'] = {},
  ): Promise<T> {
    const answer = await this.#http.request({ url: await this.#path(url, signal), params: params as unknown, signal });
    const what = l10n.t('answer {0}', url);
    if (answer.status !== 200) throw this.#refused(what, answer);
    return this.read(what, answer, schema);
  }

  /** Makes a change, once. `what` is a verb phrase for messages, for example `create the network client`. */
  async change(what: string, { url, ...change }: EngineChange, signal?: AbortSignal): Promise<AxiosResponse<string>> {
    const path = await this.#path(url, signal);
    // Engines reject other content types, and 1.9 to 1.12 also undeclared ones.
    const answer = await this.#http.request({
      ...change,
      url: path,
      change: what,
      signal,
      headers: { 'Content-Type': 'application/json' },
    });
    if (answer.status < 200 || answer.status >= 300) throw this.#refused(what, answer, true);
    return answer;
  }

  /** Opens a stream that stays open until the signal aborts. */
  async stream(url: string, params: HttpRequest['params'], signal: AbortSignal): Promise<AxiosResponse<Readable>> {
    return openStream(this.#http, { url: await this.#path(url, signal), params: params as unknown }, signal);
  }

  /** @param change whether the answer is to a change, which may have been made. */
  read<T>(what: string, { data }: AxiosResponse<string>, schema: z.ZodMiniType<T>, change = false): T {
    const parsed = schema.safeParse(parseJson(data));
    if (!parsed.success) throw foreign(this.address, what, data, change);
    return parsed.data;
  }

  async #path(url: string, signal: AbortSignal | undefined): Promise<string> {
    const version = await this.version(signal);
    return version ? `/v${version.major}.${version.minor}${url}` : url;
  }

  /** Queries `/version` or, if that is refused, `/_ping`, whose header contains the version from Docker 1.13 on. */
  async #negotiate(signal: AbortSignal | undefined): Promise<ApiVersion | undefined> {
    const answer = await this.#http.request({ url: '/version', signal });
    const announced = answer.status === 200 ? this.read(l10n.t('answer /version'), answer, versionAnswer) : undefined;
    const newest = parseVersion(announced?.ApiVersion) ?? (await this.#pinged(signal));
    if (!newest) return undefined;
    const version = negotiate(newest, parseVersion(announced?.MinAPIVersion));
    if (version === 'too-old')
      throw new ClusterError(
        'invalid',
        l10n.t('Docker at {0} speaks API {1}.{2}, which has no networks.', this.address, newest.major, newest.minor),
        l10n.t('Docker 1.9 or later is required.'),
      );
    return version;
  }

  async #pinged(signal: AbortSignal | undefined): Promise<ApiVersion | undefined> {
    const { status, headers } = await this.#http.request({ url: '/_ping', signal });
    const version: unknown = headers['api-version'];
    return status === 200 && typeof version === 'string' ? parseVersion(version) : undefined;
  }

  #refused(what: string, answer: AxiosResponse<string>, change = false): ClusterError {
    // A replaced engine may have another version.
    if (answer.status === 400 && /client version|client is newer/i.test(answer.data)) this.#version = undefined;
    return refused(this.address, what, answer, change);
  }

  #forget(asked: Promise<unknown>): void {
    if (this.#version === asked) this.#version = undefined;
  }
}
