import { inSlices } from '../../base/time-slices';
import type { Disposable } from '../../base/emitter';
import type { Rights } from '../../cluster/connection/rights';
import type { ClusterSession } from '../../cluster/connection/session';
import { lintLevels } from '../../app/settings';
import type { TreeNode } from '../../app/tree-nodes';
import type { Findings } from './findings';
import type { NamespaceFilters } from './namespace-filter';
import { rowOf, type FoundBy, type Row } from './rows/row';
import { ShownRows } from './shown-rows';

/** The rows of one cluster. */
export class Branch implements Disposable {
  readonly #shown: ShownRows;
  readonly #found: FoundBy;
  #rights: Rights | undefined;
  #following: Disposable | undefined;
  readonly #subscription: Disposable;
  #wasKnown = false;

  /**
   * @param cluster The cluster's name, which each row carries; undefined if the tree shows only one.
   * @param changed Called when findings or known permissions changed.
   */
  constructor(
    readonly session: Pick<ClusterSession, 'connection' | 'snapshot'>,
    readonly cluster: string | undefined,
    private readonly findings: Findings,
    private readonly filters: Pick<NamespaceFilters, 'of'>,
    private readonly changed: () => void,
  ) {
    const namespaces = () => this.namespaces;
    this.#found = {
      get namespaces() {
        return namespaces();
      },
      of: (owner) => findings.of(owner),
      ofObject: (id) => findings.ofObject(id),
      refusal: (change) => this.#rightsNow()?.refusal(change),
    };
    this.#shown = new ShownRows(this.#found, cluster);
    this.#wasKnown = session.snapshot !== undefined;
    this.#subscription = findings.onDidChange(changed);
  }

  /** The namespaces to show; undefined for all. */
  get namespaces(): readonly string[] | undefined {
    const { connection } = this.session;
    return connection.state === 'connected' ? this.filters.of(connection.definition) : undefined;
  }

  /** Returns the rows below a row, or the top ones, made in slices: those of the state that is current at the end. */
  async children(parent?: TreeNode): Promise<TreeNode[]> {
    for (;;) {
      const { snapshot } = this.session;
      const found = snapshot && (await inSlices(this.#shown.children(parent, snapshot)));
      if (snapshot === this.session.snapshot) return found ?? [];
    }
  }

  parent(node: TreeNode): TreeNode | undefined {
    return this.#shown.parent(node);
  }

  row(node: TreeNode): Row | undefined {
    const { snapshot } = this.session;
    // Rows that VS Code got are kept current, and it asks for those of thousands of nodes at once.
    return snapshot && (this.#shown.row(node) ?? rowOf(node, snapshot, this.#found));
  }

  /** Returns the rows that changed since VS Code got them; all once the cluster is connected or disconnected. */
  changes(): 'all' | readonly TreeNode[] {
    const { snapshot } = this.session;
    const wasKnown = this.#wasKnown;
    this.#wasKnown = snapshot !== undefined;
    if (snapshot && wasKnown) return this.#shown.changes(snapshot);
    this.#shown.clear();
    return 'all';
  }

  clear(): void {
    this.#shown.clear();
  }

  /** Looks for findings of lint in the current state. */
  look(): void {
    this.findings.follow(this.session.snapshot, lintLevels());
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#following?.dispose();
    this.findings.dispose();
  }

  /** The permissions in the present connection, whose changes are followed from the first question on. */
  #rightsNow(): Rights | undefined {
    const { connection } = this.session;
    const rights = connection.state === 'connected' ? connection.cluster.rights : undefined;
    if (rights !== this.#rights) {
      this.#following?.dispose();
      this.#rights = rights;
      this.#following = rights?.onDidChange(() => this.changed());
    }
    return rights;
  }
}
