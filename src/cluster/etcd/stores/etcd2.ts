import * as l10n from '@vscode/l10n';
import { parseJson } from '../../../base/json';
import type { AxiosResponse } from 'axios';
import * as z from 'zod/mini';
import { ClusterError, isClusterError } from '../../connection/errors';
import type { HttpClient, HttpRequest } from '../../connection/http/client';
import { RateLimit } from '../../../base/rate-limit';
import { pause } from '../../../base/backoff';
import { nextRevision, type KeyChange, type KeyValue, type KeyValueStore, type Listing, type WatchEvent } from './kv';

interface Node {
  readonly key: string;
  readonly value?: string | undefined;
  readonly dir?: boolean | undefined;
  readonly modifiedIndex?: number | undefined;
  readonly nodes?: readonly Node[] | undefined;
}

const node: z.ZodMiniType<Node> = z.object({
  /** The root has no key. */
  key: z._default(z.string(), '/'),
  value: z.optional(z.string()),
  dir: z.optional(z.boolean()),
  modifiedIndex: z.optional(z.number()),
  get nodes() {
    return z.optional(z.array(node));
  },
});
const answer = z.object({ action: z.string(), node });
const failure = z.object({
  errorCode: z.number(),
  message: z.catch(z.string(), ''),
  cause: z.catch(z.string(), ''),
  index: z.catch(z.optional(z.number()), undefined),
});

/** Where the keys are. */
const KEYS = '/v2/keys';

/** etcd's error codes (error.go of etcd 2.3). */
const NOT_FOUND = 100;
const COMPARE_FAILED = 101;
const NODE_EXISTS = 105;
const DIRECTORY_NOT_EMPTY = 108;
const NOT_A_DIRECTORY = 104;
const INSUFFICIENT_CREDENTIALS = 110;
const INDEX_CLEARED = 401;

/** Milliseconds after which a wait is repeated, to detect dead connections. */
const WAIT = 25_000;

/** Minimum milliseconds between two waits without an event, because some proxies end each immediately. */
const BETWEEN_EMPTY_WAITS = 1_000;

/** Maximum number of consecutive waits that end immediately without an event. */
const EMPTY_WAITS = 3;

/** Milliseconds per reading if there is another address to try. */
const SHORT_TIMEOUT = 5_000;

/** etcd's v2 keys API over HTTP. Tries several addresses in turn. */
export class Etcd2 implements KeyValueStore {
  readonly kind = 'etcdv2';
  #preferred = 0;

  /**
   * @param servers One client per address. At least one.
   * @param wait Milliseconds after which a wait without an event is repeated.
   */
  constructor(
    private readonly servers: readonly HttpClient[],
    private readonly wait = WAIT,
  ) {}

  get address(): string {
    return this.#server().options.address;
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

  async #wait(
    prefix: string,
    waitIndex: string,
    signal: AbortSignal,
  ): Promise<z.infer<typeof answer> | 'nothing' | 'cleared'> {
    // The headers arrive immediately, so the client library would report its own timeout as a broken answer.
    const limit = AbortSignal.timeout(this.wait);
    try {
      const response = await this.#send(
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
  ): Promise<{ readonly answer: z.infer<typeof answer> | undefined; readonly revision: string }> {
    const response = await this.#send(request, signal);
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
  ): z.infer<typeof answer> | undefined {
    const json = parseJson(data);
    if (status === 200 || status === 201) {
      const parsed = answer.safeParse(json);
      if (parsed.success) return parsed.data;
    }
    const failed = failure.safeParse(json);
    if (failed.success && tolerated.includes(failed.data.errorCode)) return undefined;
    const key = decodeURIComponent((config.url ?? '').slice(KEYS.length));
    throw this.#error(
      status,
      data,
      key,
      failed.success ? failed.data : undefined,
      change && (status < 400 || status >= 500),
    );
  }

  #error(
    status: number,
    data: string,
    key: string,
    failed: z.infer<typeof failure> | undefined,
    uncertain: boolean,
  ): ClusterError {
    const where = l10n.t('etcd at {0}', this.address);
    if (status === 401 || failed?.errorCode === INSUFFICIENT_CREDENTIALS)
      return new ClusterError(
        'unauthorized',
        l10n.t('{0} requires a user with permission for {1}.', where, key),
        l10n.t('Set the etcd credentials with “Set Credentials…”.'),
        data.slice(0, 500),
      );
    if (failed)
      return new ClusterError(
        status >= 500 ? 'server' : 'invalid',
        `${where} ${status >= 500 ? 'failed' : 'refused'}: ${failed.message} (${failed.cause}).`,
        undefined,
        data.slice(0, 500),
        { uncertain },
      );
    if (status === 403)
      return new ClusterError(
        'forbidden',
        l10n.t('{0}, or a proxy in front of it, does not allow this (status 403).', where),
        l10n.t('Ask its administrator.'),
        data.slice(0, 500),
      );
    if (status === 429 || status >= 500)
      return new ClusterError(
        'server',
        l10n.t('{0}, or a proxy in front of it, failed (status {1}).', where, status),
        l10n.t('Check that etcd is running at that address and has a leader.'),
        data.slice(0, 500),
        { uncertain },
      );
    return new ClusterError(
      'unexpected-answer',
      l10n.t('The server at {0} does not support etcd’s v2 keys API (status {1}).', this.address, status),
      l10n.t('Check the address. In etcd 3.4 and 3.5, enable that API with --enable-v2.'),
      data.slice(0, 500),
      { uncertain },
    );
  }

  /**
   * Sends to the server that answered last, and to the others in turn if it is unreachable or leaves a read unanswered.
   */
  async #send(request: HttpRequest, signal: AbortSignal | undefined): Promise<AxiosResponse<string>> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#server().request({
          ...request,
          ...(request.timeout === undefined &&
            !isChange(request) &&
            this.servers.length > 1 && { timeout: SHORT_TIMEOUT }),
          signal,
        });
      } catch (error) {
        // The outcome of an unanswered change is better read from another server.
        if (isClusterError(error) && error.uncertain) this.#preferred = (this.#preferred + 1) % this.servers.length;
        if (!isClusterError(error) || !isWorthAnother(error, request) || attempt + 1 >= this.servers.length)
          throw error;
      }
      this.#preferred = (this.#preferred + 1) % this.servers.length;
    }
  }

  #server(): HttpClient {
    const server = this.servers[this.#preferred];
    if (!server)
      throw new ClusterError(
        'invalid',
        l10n.t('No etcd address is configured.'),
        l10n.t('Add one in the cluster settings.'),
      );
    return server;
  }
}

/** A change that may have reached a server is not sent to another, and an unanswered watch has nothing to report. */
function isWorthAnother({ kind, uncertain }: ClusterError, { timeout }: HttpRequest): boolean {
  return !uncertain && (kind === 'unreachable' || (kind === 'timeout' && timeout === undefined));
}

function isChange({ method }: HttpRequest): boolean {
  return method !== 'GET';
}

function pathOf(key: string): string {
  // The trailing slash matters: a role for /a/* covers /a/ but not /a.
  return `${KEYS}${key.split('/').map(encodeURIComponent).join('/')}`;
}

function form(fields: Record<string, string>): URLSearchParams {
  return new URLSearchParams(fields);
}

function entryOf({ key, value, dir, modifiedIndex }: Node): KeyValue {
  const revision = String(modifiedIndex ?? 0);
  return dir ? { key: `${key}/`, value: null, revision } : { key, value: value ?? '', revision };
}

/** Returns the leaves below a node, and the empty directories. */
function entriesOf(top: Node): readonly KeyValue[] {
  if (!top.dir) return [entryOf(top)];
  return top.nodes && top.nodes.length > 0 ? top.nodes.flatMap(entriesOf) : [entryOf(top)];
}

/** A recursive delete and the expiry of a directory are single events for the directory. */
function changeOf({ action, node: changed }: z.infer<typeof answer>): KeyChange {
  if (action === 'delete' || action === 'compareAndDelete' || action === 'expire')
    return { kind: 'delete', key: changed.dir ? `${changed.key}/` : changed.key };
  return { kind: 'put', entry: entryOf(changed) };
}
