import * as l10n from '@vscode/l10n';
import { parseJson } from '../../../base/json';
import type { AxiosResponse } from 'axios';
import { ClusterError } from '../../connection/errors';
import type { HttpClient, HttpRequest } from '../../connection/http/client';
import { RateLimit } from '../../../base/rate-limit';
import { pause } from '../../../base/backoff';
import { answer, changeOf, entriesOf, entryOf, failure, type Etcd2Answer } from './etcd2-answers';
import {
  COMPARE_FAILED,
  DIRECTORY_NOT_EMPTY,
  etcd2Error,
  INDEX_CLEARED,
  NODE_EXISTS,
  NOT_A_DIRECTORY,
  NOT_FOUND,
} from './etcd2-errors';
import { Etcd2Servers, isChange } from './etcd2-servers';
import { nextRevision, type KeyChange, type KeyValue, type KeyValueStore, type Listing, type WatchEvent } from './kv';

/** Where the keys are. */
const KEYS = '/v2/keys';

/** Milliseconds after which a wait is repeated, to detect dead connections. */
const WAIT = 25_000;

/** Minimum milliseconds between two waits without an event, because some proxies end each immediately. */
const BETWEEN_EMPTY_WAITS = 1_000;

/** Maximum number of consecutive waits that end immediately without an event. */
const EMPTY_WAITS = 3;

/** etcd's v2 keys API over HTTP. Tries several addresses in turn. */
export class Etcd2 implements KeyValueStore {
  readonly kind = 'etcdv2';
  hides?: 'v3';
  readonly #servers: Etcd2Servers;

  /**
   * @param servers One client per address. At least one.
   * @param wait Milliseconds after which a wait without an event is repeated.
   */
  constructor(
    servers: readonly HttpClient[],
    private readonly wait = WAIT,
  ) {
    this.#servers = new Etcd2Servers(servers);
  }

  get address(): string {
    return this.#servers.current.options.address;
  }

  async list(prefix: string, signal?: AbortSignal): Promise<Listing> {
    const { answer: found, revision } = await this.#request(
      { method: 'GET', url: pathOf(prefix), params: { recursive: true, quorum: true } },
      [NOT_FOUND],
      signal,
    );
    return { entries: found ? entriesOf(found.node) : [], revision };
  }

  async get(key: string, signal?: AbortSignal): Promise<KeyValue | undefined> {
    const { answer: found } = await this.#request(
      { method: 'GET', url: pathOf(key), params: { quorum: true } },
      [NOT_FOUND],
      signal,
    );
    return found && entryOf(found.node);
  }

  async put(key: string, value: string, signal?: AbortSignal): Promise<void> {
    await this.#request({ method: 'PUT', url: pathOf(key), data: form({ value }) }, [], signal);
  }

  async create(key: string, value: string, signal?: AbortSignal): Promise<boolean> {
    return this.#swap(key, value, { prevExist: 'false' }, [NODE_EXISTS], signal);
  }

  async compareAndSwap(key: string, value: string, revision: string, signal?: AbortSignal): Promise<boolean> {
    this.#requireIndex(key, revision);
    return this.#swap(key, value, { prevIndex: revision }, [COMPARE_FAILED, NOT_FOUND], signal);
  }

  async compareAndDelete(key: string, revision: string, signal?: AbortSignal): Promise<boolean> {
    this.#requireIndex(key, revision);
    const { answer: done } = await this.#request(
      { method: 'DELETE', url: pathOf(key), params: { prevIndex: revision } },
      [COMPARE_FAILED, NOT_FOUND],
      signal,
    );
    return done !== undefined;
  }

  async removeDirectory(directory: string, signal?: AbortSignal): Promise<void> {
    await this.#request(
      { method: 'DELETE', url: pathOf(directory), params: { dir: true } },
      [NOT_FOUND, DIRECTORY_NOT_EMPTY, NOT_A_DIRECTORY],
      signal,
    );
  }

  async deletePrefix(prefix: string, signal?: AbortSignal): Promise<boolean> {
    const { answer: found } = await this.#request(
      { method: 'DELETE', url: pathOf(prefix), params: { recursive: true, dir: true } },
      [NOT_FOUND],
      signal,
    );
    return found !== undefined;
  }

  async *watch(
    prefix: string,
    revision: string,
    signal: AbortSignal,
    rateLimit = new RateLimit(),
  ): AsyncIterable<WatchEvent> {
    if (revision === '')
      throw new ClusterError(
        'unexpected-answer',
        l10n.t('etcd at {0} returns no index with its answers, so changes can’t be watched.', this.address),
        l10n.t('A proxy in front of etcd may be removing the X-Etcd-Index header.'),
      );
    let waitIndex = nextRevision(revision);
    let answered = false;
    let empty = 0;
    while (!signal.aborted) {
      const rest = rateLimit.next();
      if (!(await pause(rest, signal))) return;
      if (rest > 0 && answered) {
        // There are too many changes to fetch one by one, so their result is read instead.
        const { entries, revision: now } = await this.list(prefix, signal);
        yield {
          kind: 'changes',
          changes: [{ kind: 'delete', key: prefix }, ...entries.map((entry): KeyChange => ({ kind: 'put', entry }))],
        };
        waitIndex = nextRevision(now);
      }
      const asked = performance.now();
      const event = await this.#wait(prefix, waitIndex, signal);
      if (event === 'nothing') {
        const early = BETWEEN_EMPTY_WAITS - (performance.now() - asked);
        empty = early > 0 ? empty + 1 : 0;
        if (empty === EMPTY_WAITS)
          throw new ClusterError(
            'unexpected-answer',
            l10n.t('etcd at {0} ends every wait for changes immediately.', this.address),
            l10n.t('A proxy in front of etcd may be ending requests that wait.'),
          );
        await pause(early, signal);
        continue;
      }
      if (event === 'cleared') {
        yield { kind: 'resync' };
        return;
      }
      answered = true;
      waitIndex = nextRevision(String(event.node.modifiedIndex ?? waitIndex));
      yield { kind: 'changes', changes: [changeOf(event)] };
    }
  }

  close(): void {
    // Requests are bound to their signals. Nothing else needs closing.
  }

  /** etcd treats the index 0 as no condition and would overwrite any value. */
  #requireIndex(key: string, revision: string): void {
    if (revision === '0')
      throw new ClusterError(
        'unexpected-answer',
        l10n.t('etcd at {0} returned no index for {1}, so it can’t be changed safely.', this.address, key),
      );
  }

  async #swap(
    key: string,
    value: string,
    condition: Record<string, string>,
    lost: readonly number[],
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    const { answer: done } = await this.#request(
      { method: 'PUT', url: pathOf(key), data: form({ value, ...condition }) },
      lost,
      signal,
    );
    return done !== undefined;
  }

  async #wait(prefix: string, waitIndex: string, signal: AbortSignal): Promise<Etcd2Answer | 'nothing' | 'cleared'> {
    // The headers arrive immediately, so the client library would report its own timeout as a broken answer.
    const limit = AbortSignal.timeout(this.wait);
    try {
      const response = await this.#servers.send(
        { method: 'GET', url: pathOf(prefix), params: { wait: true, recursive: true, waitIndex }, timeout: 0 },
        AbortSignal.any([signal, limit]),
      );
      // The server ends a wait without an event with an empty answer.
      if (response.status === 200 && response.data === '') return 'nothing';
      return this.#read(response, [INDEX_CLEARED]) ?? 'cleared';
    } catch (error) {
      if (limit.aborted && !signal.aborted) return 'nothing';
      throw error;
    }
  }

  /** @param tolerated Error codes that mean “no”, for which it returns undefined. */
  async #request(
    request: HttpRequest,
    tolerated: readonly number[],
    signal: AbortSignal | undefined,
  ): Promise<{ readonly answer: Etcd2Answer | undefined; readonly revision: string }> {
    const response = await this.#servers.send(request, signal);
    const revision = String(response.headers['x-etcd-index'] ?? '');
    return { answer: this.#read(response, tolerated, isChange(request)), revision };
  }

  /**
   * @param change Whether the request was a change, which a server with an error or unexpected answer may have made.
   */
  #read(
    { status, data, config }: AxiosResponse<string>,
    tolerated: readonly number[],
    change = false,
  ): Etcd2Answer | undefined {
    const json = parseJson(data);
    if (status === 200 || status === 201) {
      const parsed = answer.safeParse(json);
      if (parsed.success) return parsed.data;
    }
    const failed = failure.safeParse(json);
    if (failed.success && tolerated.includes(failed.data.errorCode)) return undefined;
    const key = decodeURIComponent((config.url ?? '').slice(KEYS.length));
    throw etcd2Error(
      this.address,
      status,
      data,
      key,
      failed.success ? failed.data : undefined,
      change && (status < 400 || status >= 500),
    );
  }
}

function pathOf(key: string): string {
  // The trailing slash matters: a role for /a/* covers /a/ but not /a.
  return `${KEYS}${key.split('/').map(encodeURIComponent).join('/')}`;
}

function form(fields: Record<string, string>): URLSearchParams {
  return new URLSearchParams(fields);
}
