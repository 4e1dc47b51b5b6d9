import * as l10n from '@vscode/l10n';
import type { ClusterCredentials, ClusterDefinition } from './definition';
import { messageOf } from './errors';
import { Emitter, type Disposable } from '../../base/emitter';
import type { OpenCluster } from './opened';
import type { Failure, Snapshot } from '../model/snapshot';
import { ClusterStore, failureOf, type StoreOptions } from './store';

/** The connection to a cluster. */
export type Connection =
  | { readonly state: 'disconnected' }
  | { readonly state: 'connecting'; readonly definition: ClusterDefinition }
  | {
      readonly state: 'connected';
      readonly definition: ClusterDefinition;
      readonly cluster: OpenCluster;
      readonly store: ClusterStore;
    }
  | { readonly state: 'failed'; readonly definition: ClusterDefinition; readonly failure: Failure };

export interface SessionOptions extends StoreOptions {
  readonly credentials: (definition: ClusterDefinition) => Promise<ClusterCredentials>;
  /** Opens a cluster. Loaded at first use, because the clients load heavy libraries. */
  readonly open: (
    definition: ClusterDefinition,
    credentials: ClusterCredentials,
    log: (message: string) => void,
    signal: AbortSignal,
  ) => Promise<OpenCluster>;
}

/** What views read of a session. */
export type ClusterSession = Pick<Session, 'connection' | 'snapshot' | 'onDidChangeConnection' | 'onDidChangeSnapshot'>;

/** Connects to one cluster and reports changes of the connection and the cluster's snapshot. */
export class Session implements Disposable {
  readonly #changed: Emitter<Connection>;
  readonly #snapshotChanged: Emitter<Snapshot | undefined>;
  readonly onDidChangeConnection: Emitter<Connection>['event'];
  /** Fires with undefined when there is no cluster anymore. */
  readonly onDidChangeSnapshot: Emitter<Snapshot | undefined>['event'];
  #connection: Connection = { state: 'disconnected' };
  #attempt: AbortController | undefined;

  constructor(private readonly options: SessionOptions) {
    const report = (error: unknown) => options.log(l10n.t('A view failed to show the cluster: {0}', messageOf(error)));
    this.#changed = new Emitter(report);
    this.#snapshotChanged = new Emitter(report);
    this.onDidChangeConnection = this.#changed.event;
    this.onDidChangeSnapshot = this.#snapshotChanged.event;
  }

  get connection(): Connection {
    return this.#connection;
  }

  get snapshot(): Snapshot | undefined {
    return this.#connection.state === 'connected' ? this.#connection.store.snapshot : undefined;
  }

  /**
   * Disconnects and connects to another cluster. Resolves with the resulting connection, connected or failed, or with
   * that of a later call that came in between.
   */
  async connect(definition: ClusterDefinition, cancel?: AbortSignal): Promise<Connection> {
    this.disconnect();
    const attempt = (this.#attempt = new AbortController());
    const signal = cancel ? AbortSignal.any([attempt.signal, cancel]) : attempt.signal;
    this.#become({ state: 'connecting', definition });
    try {
      const credentials = await this.options.credentials(definition);
      const cluster = await this.options.open(definition, credentials, this.options.log, signal);
      if (signal.aborted) {
        cluster.close();
        if (this.#attempt === attempt) this.#become({ state: 'disconnected' });
        return this.#connection;
      }
      const store = new ClusterStore(cluster.sources, this.options);
      store.onDidChange((snapshot) => this.#snapshotChanged.fire(snapshot));
      this.#become({ state: 'connected', definition, cluster, store });
    } catch (error) {
      if (this.#attempt === attempt)
        this.#become(
          signal.aborted ? { state: 'disconnected' } : { state: 'failed', definition, failure: failureOf(error) },
        );
    }
    return this.#connection;
  }

  /** Reconnects to the current cluster. */
  async reconnect(): Promise<Connection> {
    return this.#connection.state === 'disconnected' ? this.#connection : this.connect(this.#connection.definition);
  }

  disconnect(): void {
    this.#attempt?.abort();
    this.#attempt = undefined;
    const before = this.#connection;
    if (before.state === 'disconnected') return;
    if (before.state === 'connected') {
      before.store.dispose();
      before.cluster.close();
    }
    this.#become({ state: 'disconnected' });
  }

  dispose(): void {
    this.disconnect();
    this.#changed.dispose();
    this.#snapshotChanged.dispose();
  }

  #become(connection: Connection): void {
    this.#connection = connection;
    this.#changed.fire(connection);
    this.#snapshotChanged.fire(this.snapshot);
  }
}
