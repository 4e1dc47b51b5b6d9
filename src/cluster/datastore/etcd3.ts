import { on } from 'node:events';
import { Etcd3, GRPCDeadlineExceededError, GRPCNotImplementedError, GRPCUnauthenticatedError, GRPCUnavailableError, EtcdAuthenticationFailedError, EtcdInvalidAuthTokenError, EtcdPermissionDeniedError, EtcdError, type IKeyValue, type IOptions, type IWatchResponse } from 'etcd3';
import { ClusterError, messageOf } from '../errors';
import type { TlsFiles } from '../http';
import { nextRevision, type Change, type Entry, type KeyValueStore, type Listing, type WatchEvent } from './kv';

/** Milliseconds for one call; the library's own limit for connecting is not honoured. */
const DEADLINE = 10_000;

export interface Etcd3Options {
  /** At least one; the library balances over them. */
  readonly addresses: readonly string[];
  readonly auth?: { readonly username: string; readonly password: string };
  readonly tls?: TlsFiles;
}

/** etcd's v3 API over gRPC, by the library etcd3. */
export class Etcd3Store implements KeyValueStore {
  readonly kind = 'etcdv3';
  readonly address: string;
  readonly #client: Etcd3;

  constructor({ addresses, auth, tls }: Etcd3Options) {
    this.address = addresses[0] ?? '';
    const options: IOptions = {
      hosts: [...addresses],
      ...(auth && { auth: { ...auth } }),
      ...(tls?.ca && { credentials: { rootCertificate: tls.ca, ...(tls.key && { privateKey: tls.key }), ...(tls.cert && { certChain: tls.cert }) } }),
      defaultCallOptions: ({ isStream }) => (isStream ? {} : { deadline: Date.now() + DEADLINE }),
    };
    this.#client = new Etcd3(options);
  }

  async list(prefix: string, signal?: AbortSignal): Promise<Listing> {
    const { header, kvs } = await this.#call(() => this.#client.getAll().prefix(prefix).exec(), signal);
    return { entries: kvs.map(entryOf), revision: header.revision };
  }

  async get(key: string, signal?: AbortSignal): Promise<Entry | undefined> {
    const { kvs } = await this.#call(() => this.#client.get(key).exec(), signal);
    return kvs[0] && entryOf(kvs[0]);
  }

  async put(key: string, value: string, signal?: AbortSignal): Promise<void> {
    await this.#call(() => this.#client.put(key).value(value).exec(), signal);
  }

  async create(key: string, value: string, signal?: AbortSignal): Promise<boolean> {
    return (await this.#call(() => this.#client.if(key, 'Create', '==', 0).then(this.#client.put(key).value(value)).commit(), signal)).succeeded;
  }

  async compareAndSwap(key: string, value: string, revision: string, signal?: AbortSignal): Promise<boolean> {
    return (await this.#call(() => this.#client.if(key, 'Mod', '==', revision).then(this.#client.put(key).value(value)).commit(), signal)).succeeded;
  }

  async deletePrefix(prefix: string, signal?: AbortSignal): Promise<boolean> {
    const { deleted } = await this.#call(() => this.#client.delete().prefix(prefix).exec(), signal);
    return deleted !== '0';
  }

  async *watch(prefix: string, revision: string, signal: AbortSignal): AsyncIterable<WatchEvent> {
    const watcher = await this.#call(() => this.#client.watch().prefix(prefix).startRevision(nextRevision(revision)).create(), signal);
    const end = new AbortController();
    // A watch that etcd cancels, because the revision was compacted, arrives as an error; so does a lost stream. The
    // listeners stay: an error that nobody hears ends the process.
    watcher.on('error', () => end.abort());
    watcher.on('disconnected', () => end.abort());
    try {
      for await (const [response] of on(watcher, 'data', { signal: AbortSignal.any([signal, end.signal]) }) as AsyncIterable<[IWatchResponse]>) {
        yield { kind: 'changes', changes: response.events.map(changeOf) };
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!end.signal.aborted) throw translate(error, this.address);
      // Whatever was missed meanwhile, reading anew finds it; and if the server is gone, reading says so.
      yield { kind: 'resync' };
    } finally {
      watcher.cancel().catch(() => undefined);
    }
  }

  close(): void {
    this.#client.close();
  }

  async #call<T>(call: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const cancelled = () => new ClusterError('cancelled', `The request to etcd at ${this.address} was cancelled.`);
    if (signal?.aborted) throw cancelled();
    let stop: () => void = () => undefined;
    const aborted = new Promise<never>((_, reject) => {
      stop = () => reject(cancelled());
    });
    signal?.addEventListener('abort', stop, { once: true });
    try {
      return await Promise.race([call(), aborted]);
    } catch (error) {
      throw translate(error, this.address);
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }
}

function entryOf({ key, value, mod_revision }: IKeyValue): Entry {
  return { key: key.toString(), value: value.toString(), revision: mod_revision };
}

function changeOf({ type, kv }: IWatchResponse['events'][number]): Change {
  return type === 'Delete' ? { kind: 'delete', key: kv.key.toString() } : { kind: 'put', entry: entryOf(kv) };
}

function translate(error: unknown, address: string): ClusterError {
  const where = `etcd at ${address}`;
  const options = { cause: error };
  const detail = messageOf(error);
  if (error instanceof ClusterError) return error;
  if (error instanceof GRPCUnavailableError) return new ClusterError('unreachable', `${where} cannot be reached.`, 'Check the address in the cluster’s settings and that the server is running.', detail, options);
  if (error instanceof GRPCDeadlineExceededError) return new ClusterError('timeout', `${where} did not answer in time.`, 'Check the address and that no firewall or policy drops the connection.', detail, options);
  if (error instanceof GRPCNotImplementedError) return new ClusterError('unexpected-answer', `What answers at ${address} is not etcd’s v3 API.`, 'Check the address in the cluster’s settings.', detail, options);
  if (error instanceof GRPCUnauthenticatedError || error instanceof EtcdAuthenticationFailedError || error instanceof EtcdInvalidAuthTokenError || error instanceof EtcdPermissionDeniedError) {
    return new ClusterError('unauthorized', `${where} wants a user with the right to do this.`, 'Set the credentials of etcd with “Set Credentials…”.', detail, options);
  }
  return new ClusterError('server', `${where} failed: ${detail}`, undefined, error instanceof EtcdError ? error.stack : undefined, options);
}
