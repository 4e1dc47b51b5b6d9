import { Emitter, type Disposable } from '../../base/emitter';
import type { Snapshot } from '../model/snapshot';
import { shortIdentity } from './definition';
import type { ClusterSession, Connection } from './session';
import type { Sessions } from './sessions';

/**
 * The session of one cluster by its identity, whichever name it has, and whether or not it is current. Without an
 * identity, that of the current cluster or, if there is none, of the one that is connected next.
 */
export class BoundSession implements ClusterSession, Disposable {
  readonly #connectionChanged: Emitter<Connection>;
  readonly #snapshotChanged: Emitter<Snapshot | undefined>;
  readonly onDidChangeConnection: Emitter<Connection>['event'];
  readonly onDidChangeSnapshot: Emitter<Snapshot | undefined>['event'];
  readonly #subscription: Disposable;
  #before: Connection;

  /**
   * @param id The short identity of the cluster.
   * @param report Called with errors of listeners.
   */
  constructor(
    private readonly sessions: Pick<Sessions, 'all' | 'onDidChange' | 'connection'>,
    private id: string | undefined,
    report: (error: unknown) => void,
  ) {
    this.#connectionChanged = new Emitter(report);
    this.#snapshotChanged = new Emitter(report);
    this.onDidChangeConnection = this.#connectionChanged.event;
    this.onDidChangeSnapshot = this.#snapshotChanged.event;
    this.#join();
    this.#before = this.connection;
    this.#subscription = sessions.onDidChange(({ connection: changed }) => {
      this.#join();
      const { connection } = this;
      if (connection !== this.#before) {
        this.#before = connection;
        this.#connectionChanged.fire(connection);
      } else if (connection !== changed) return;
      this.#snapshotChanged.fire(this.snapshot);
    });
  }

  get connection(): Connection {
    const found = this.sessions.all
      .map(({ connection }) => connection)
      .filter((connection) => connection.state !== 'disconnected')
      .filter(({ definition }) => shortIdentity(definition) === this.id);
    return found.find(({ state }) => state === 'connected') ?? found[0] ?? DISCONNECTED;
  }

  get snapshot(): Snapshot | undefined {
    const { connection } = this;
    return connection.state === 'connected' ? connection.store.snapshot : undefined;
  }

  #join(): void {
    const { connection } = this.sessions;
    if (connection.state !== 'disconnected') this.id ??= shortIdentity(connection.definition);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#connectionChanged.dispose();
    this.#snapshotChanged.dispose();
  }
}

const DISCONNECTED: Connection = { state: 'disconnected' };
