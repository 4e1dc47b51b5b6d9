import type { Disposable } from '../../../base/emitter';
import { shortIdentity } from '../../../cluster/connection/definition';
import type { Sessions } from '../../../cluster/connection/sessions';
import { Problems, type ObservedGraph } from './problems';

/** Lists the contradictions of every connected cluster in the Problems panel. */
export class ProblemsOfClusters implements Disposable {
  readonly #listed = new Map<string, Problems>();
  readonly #subscription: Disposable;

  /** @param graphOf Returns the graph of a connected cluster, by its short identity. */
  constructor(
    private readonly sessions: Pick<Sessions, 'all' | 'onDidChange'>,
    private readonly graphOf: (id: string) => ObservedGraph,
  ) {
    this.#subscription = sessions.onDidChange(() => this.#follow());
    this.#follow();
  }

  dispose(): void {
    this.#subscription.dispose();
    for (const problems of this.#listed.values()) problems.dispose();
    this.#listed.clear();
  }

  #follow(): void {
    const connected = new Map(
      this.sessions.all.flatMap(({ connection }) =>
        connection.state === 'connected' ? [[shortIdentity(connection.definition), connection] as const] : [],
      ),
    );
    for (const [id, problems] of this.#listed) {
      if (connected.get(id) === problems.connection) continue;
      problems.dispose();
      this.#listed.delete(id);
    }
    for (const [id, connection] of connected)
      if (!this.#listed.has(id)) this.#listed.set(id, new Problems(connection, this.graphOf(id)));
  }
}
