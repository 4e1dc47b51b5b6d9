import { collectorAddress } from '../../../cluster/collector/address';
import { Disposables } from '../../../base/disposables';
import { Emitter, type Disposable } from '../../../base/emitter';
import type { ClusterSession } from '../../../cluster/connection/session';
import { ReferenceCount } from '../../../base/reference-count';
import type { GraphConnection } from '../state/model';

/** Adapts a session for the graph. Polling continues with the next cluster when the session changes it. */
export class SessionSource implements Disposable {
  readonly #changed: Emitter<undefined>;
  readonly onDidChange: Emitter<undefined>['event'];
  readonly #listeners: Disposables;
  readonly #watchers = new ReferenceCount(
    () => this.#followStore(),
    () => this.#followStore(),
  );
  #watch: Disposable | undefined;

  /** @param report Called with errors of listeners. */
  constructor(
    private readonly session: ClusterSession,
    report: (error: unknown) => void,
  ) {
    this.#changed = new Emitter(report);
    this.onDidChange = this.#changed.event;
    this.#listeners = new Disposables([
      session.onDidChangeConnection(() => {
        this.#followStore();
        this.#changed.fire(undefined);
      }),
      session.onDidChangeSnapshot(() => this.#changed.fire(undefined)),
    ]);
  }

  get connection(): GraphConnection {
    const { connection } = this.session;
    if (connection.state === 'disconnected') return connection;
    const { name } = connection.definition;
    switch (connection.state) {
      case 'connecting':
        return { state: 'connecting', name };
      case 'failed':
        return { state: 'failed', name, failure: connection.failure };
      case 'connected': {
        const collector = collectorAddress(connection.definition);
        return {
          state: 'connected',
          name,
          snapshot: connection.store.snapshot,
          policySince: connection.store.policySince,
          ...(collector && { collector }),
        };
      }
    }
  }

  /** Polls the collector of the connected cluster until the disposable is disposed. */
  watchObservation(): Disposable {
    return this.#watchers.use();
  }

  dispose(): void {
    this.#watch?.dispose();
    this.#listeners.dispose();
    this.#changed.dispose();
  }

  #followStore(): void {
    this.#watch?.dispose();
    const { connection } = this.session;
    this.#watch =
      this.#watchers.inUse && connection.state === 'connected' ? connection.store.watchObservation() : undefined;
  }
}
