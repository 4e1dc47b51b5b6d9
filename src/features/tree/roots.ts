import type { ClusterDefinition } from '../../cluster/connection/definition';
import type { Connection } from '../../cluster/connection/session';
import type { Sessions } from '../../cluster/connection/sessions';
import type { ClusterNode, ConnectionNode } from '../../app/tree-nodes';
import { sameJson } from '../../base/json';
import { clusterRow } from './rows/cluster-rows';
import type { Row } from './rows/row';

/** The root of a cluster, and the row below it that says why there are no others. */
interface Root {
  readonly node: ClusterNode;
  readonly connection: ConnectionNode;
  shown: Row | undefined;
  connected: boolean;
}

/** The roots of the clusters, if the tree shows several. */
export class Roots {
  readonly #roots = new Map<string, Root>();

  /** @param definitions The clusters that can be connected. */
  constructor(
    private readonly sessions: Pick<Sessions, 'all' | 'named'>,
    private definitions: readonly ClusterDefinition[],
  ) {}

  know(definitions: readonly ClusterDefinition[]): void {
    this.definitions = definitions;
  }

  /** The names of the clusters that can be connected, and of those that are, though in no settings any more. */
  get names(): readonly string[] {
    const connected = this.sessions.all
      .map(({ connection }) => connection)
      .flatMap((connection) => (connection.state === 'disconnected' ? [] : [connection.definition.name]));
    return [...new Set([...this.definitions.map(({ name }) => name), ...connected])];
  }

  of(cluster: string): Root {
    let root = this.#roots.get(cluster);
    if (!root) {
      const [node, connection] = [{ kind: 'cluster', cluster } as const, { kind: 'connection', cluster } as const];
      this.#roots.set(cluster, (root = { node, connection, shown: undefined, connected: false }));
    }
    return root;
  }

  row(cluster: string): Row {
    const root = this.of(cluster);
    const connection = this.connection(cluster);
    const definition = this.definitions.find(({ name }) => name === cluster);
    root.connected = connection.state === 'connected';
    return (root.shown = clusterRow(cluster, connection, definition));
  }

  connection(cluster: string): Connection {
    return this.sessions.named(cluster)?.connection ?? { state: 'disconnected' };
  }

  /** Returns what changed of a root since VS Code got it. */
  change(cluster: string): 'connected' | 'row' | undefined {
    const { shown, connected } = this.of(cluster);
    const row = this.row(cluster);
    if (!connected && this.of(cluster).connected) return 'connected';
    return sameJson(row, shown) ? undefined : 'row';
  }
}
