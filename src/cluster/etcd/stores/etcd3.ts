import * as l10n from '@vscode/l10n';
import { on } from 'node:events';
import { noop } from 'cockatiel';
import { Etcd3, EtcdWatchStreamEnded, Range, type IKeyValue, type IOptions, type IWatchResponse } from 'etcd3';
import { ClusterError, isClusterError, messageOf } from '../../connection/errors';
import type { TlsFiles } from '../../connection/tls/tls';
import { translateGrpc } from './grpc-errors';
import { grpcTls } from './grpc-tls';
import {
  nextRevision,
  type KeyChange,
  type KeyValue,
  type KeyValueStore,
  type Listing,
  type WatchEvent,
  type Write,
} from './kv';

/** Maximum size of an answer in bytes. gRPC's default is a tenth of it, too little for many endpoints. */
const MAX_ANSWER = 32 * 1024 * 1024;

/** Maximum number of entries per answer. */
const PAGE = 5_000;

/** Milliseconds per call. The library's own connection timeout is not honored. */
const DEADLINE = 10_000;

/** The error of a watch whose revision was compacted. etcd before 3.4 gives no reason. */
const COMPACTED = /^Watcher canceled: (?:.*compacted.*)?$/;

export interface Etcd3Options {
  /** At least one. The library balances between them. */
  readonly addresses: readonly string[];
  readonly auth?: { readonly username: string; readonly password: string };
  readonly tls?: TlsFiles;
  /** Whether to use the environment's proxy. Defaults to false. */
  readonly proxied?: boolean;
  /** Maximum number of entries per answer. Defaults to 5,000. */
  readonly page?: number;
}

/** etcd's v3 API over gRPC, using the library etcd3. */
export class Etcd3Store implements KeyValueStore {
  readonly kind = 'etcdv3';
  hides?: 'v1';
  readonly address: string;
  readonly #client: Etcd3;
  readonly #page: number;

  constructor({ addresses, auth, tls, proxied = false, page = PAGE }: Etcd3Options) {
    this.#page = page;
    this.address = addresses[0] ?? '';
    const { grpcOptions, credentials } = grpcTls(addresses, tls, proxied);
    const options: IOptions = {
      hosts: [...addresses],
      ...(auth && { auth: { ...auth } }),
      ...(credentials && { credentials }),
      // The library would repeat unanswered calls, including changes, and stop calling a server after three failures.
      faultHandling: { global: noop, host: () => noop },
      // Detects a dead connection within 15 s. Servers reject pings more often than every 5 s or without a call, so an
      // idle connection is detected by the next call's deadline.
      grpcOptions: {
        ...grpcOptions,
        'grpc.keepalive_time_ms': 10_000,
        'grpc.keepalive_timeout_ms': 5_000,
        'grpc.max_receive_message_length': MAX_ANSWER,
      },
      defaultCallOptions: ({ isStream }) => (isStream ? {} : { deadline: Date.now() + DEADLINE }),
    };
    this.#client = new Etcd3(options);
  }

  /** Reads in pages of one revision, because an answer that is too large fails as a whole. */
  async list(prefix: string, signal?: AbortSignal): Promise<Listing> {
    const { start, end } = Range.prefix(prefix);
    const page = (from: string | Buffer, revision?: string) =>
      this.#read(() => {
        const range = this.#client.getAll().inRange({ start: from, end }).limit(this.#page);
        return (revision === undefined ? range : range.revision(revision)).exec();
      }, signal);
    const first = await page(start);
    const { revision } = first.header;
    const entries = first.kvs.map(entryOf);
    for (let { more, kvs } = first; more;) {
      const last = kvs.at(-1);
      if (!last) break;
      // The next possible key.
      ({ more, kvs } = await page(Buffer.concat([last.key, Buffer.from([0])]), revision));
      entries.push(...kvs.map(entryOf));
    }
    return { entries, revision };
  }

  async get(key: string, signal?: AbortSignal): Promise<KeyValue | undefined> {
    const { kvs } = await this.#read(() => this.#client.get(key).exec(), signal);
    return kvs[0] && entryOf(kvs[0]);
  }

  async put(key: string, value: string, signal?: AbortSignal): Promise<void> {
    await this.#change(() => this.#client.put(key).value(value).exec(), signal);
  }

  async create(key: string, value: string, signal?: AbortSignal): Promise<boolean> {
    return (
      await this.#change(
        () => this.#client.if(key, 'Create', '==', 0).then(this.#client.put(key).value(value)).commit(),
        signal,
      )
    ).succeeded;
  }

  async compareAndSwap(key: string, value: string, revision: string, signal?: AbortSignal): Promise<boolean> {
    return (
      await this.#change(
        () => this.#client.if(key, 'Mod', '==', revision).then(this.#client.put(key).value(value)).commit(),
        signal,
      )
    ).succeeded;
  }

  async compareAndDelete(key: string, revision: string, signal?: AbortSignal): Promise<boolean> {
    return (
      await this.#change(
        () => this.#client.if(key, 'Mod', '==', revision).then(this.#client.delete().key(key)).commit(),
        signal,
      )
    ).succeeded;
  }

  async transact(writes: readonly Write[], signal?: AbortSignal): Promise<boolean> {
    const changes = writes.map(({ key, after }) =>
      after === undefined ? this.#client.delete().key(key) : this.#client.put(key).value(after),
    );
    const [first, ...others] = writes;
    if (!first) return true;
    const condition = others.reduce(
      (all, write) => all.and(...comparisonOf(write)),
      this.#client.if(...comparisonOf(first)),
    );
    return (await this.#change(() => condition.then(...changes).commit(), signal)).succeeded;
  }

  /** v3 has no directories. */
  removeDirectory(): Promise<void> {
    return Promise.resolve();
  }

  async deletePrefix(prefix: string, signal?: AbortSignal): Promise<boolean> {
    const { deleted } = await this.#change(() => this.#client.delete().prefix(prefix).exec(), signal);
    return deleted !== '0';
  }

  async *watch(prefix: string, revision: string, signal: AbortSignal): AsyncIterable<WatchEvent> {
    // Not with `create()`, which loses what arrives together with the connection.
    const watcher = this.#client.watch().prefix(prefix).startRevision(nextRevision(revision)).watcher();
    const end = new AbortController();
    let refusal: unknown = new ClusterError(
      'timeout',
      l10n.t('etcd at {0} did not open a watch in time.', this.address),
    );
    let connected = false;
    const limit = setTimeout(() => end.abort(refusal), DEADLINE);
    // The listeners stay, because an unhandled error event ends the process.
    watcher.on('connected', () => {
      connected = true;
      clearTimeout(limit);
    });
    watcher.on('error', (error) => end.abort(error));
    // Until the watch is open, the library retries: a connection that broke while idle is only detected by using it.
    watcher.on('disconnected', (error) => {
      // The end of a stream follows its error.
      if (!(error instanceof EtcdWatchStreamEnded)) refusal = error;
      if (connected) end.abort(error);
    });
    try {
      for await (const [response] of on(watcher, 'data', {
        signal: AbortSignal.any([signal, end.signal]),
      }) as AsyncIterable<[IWatchResponse]>) {
        if (response.events.length > 0) yield { kind: 'changes', changes: response.events.map(changeOf) };
      }
    } catch (error) {
      if (signal.aborted) return;
      const cause: unknown = end.signal.aborted ? end.signal.reason : error;
      if (!COMPACTED.test(messageOf(cause))) throw translateGrpc(cause, this.address, false);
      yield { kind: 'resync' };
    } finally {
      clearTimeout(limit);
      watcher.cancel().catch(() => undefined);
    }
  }

  close(): void {
    this.#client.close();
  }

  /** Repeats an unanswered read once, because a connection that broke while idle is only detected by using it. */
  async #read<T>(call: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    try {
      return await this.#call(call, signal, false);
    } catch (error) {
      if (!isClusterError(error) || error.kind !== 'unreachable') throw error;
      return this.#call(call, signal, false);
    }
  }

  #change<T>(call: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    return this.#call(call, signal, true);
  }

  /** @param change Whether a failed call may have been made nevertheless. */
  async #call<T>(call: () => Promise<T>, signal: AbortSignal | undefined, change: boolean): Promise<T> {
    const cancelled = (uncertain: boolean) =>
      new ClusterError(
        'cancelled',
        l10n.t('The request to etcd at {0} was canceled.', this.address),
        undefined,
        undefined,
        {
          uncertain,
        },
      );
    if (signal?.aborted) throw cancelled(false);
    let stop: () => void = () => undefined;
    const aborted = new Promise<never>((_, reject) => {
      stop = () => reject(cancelled(change));
    });
    signal?.addEventListener('abort', stop, { once: true });
    try {
      return await Promise.race([call(), aborted]);
    } catch (error) {
      throw translateGrpc(error, this.address, change);
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }
}

function entryOf({ key, value, mod_revision }: IKeyValue): KeyValue {
  return { key: key.toString(), value: value.toString(), revision: mod_revision };
}

/** Returns the comparison that a key is unchanged, or still missing. */
function comparisonOf({ key, before }: Write): Parameters<Etcd3['if']> {
  return before ? [key, 'Mod', '==', before.revision] : [key, 'Create', '==', 0];
}

function changeOf({ type, kv }: IWatchResponse['events'][number]): KeyChange {
  return type === 'Delete' ? { kind: 'delete', key: kv.key.toString() } : { kind: 'put', entry: entryOf(kv) };
}
