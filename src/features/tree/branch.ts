import type { Disposable } from '../../base/emitter';
import type { ClusterSession } from '../../cluster/connection/session';
import { lintLevels } from '../../app/settings';
import type { TreeNode } from '../../app/tree-nodes';
import type { Findings } from './findings';
import { rowOf, type Row } from './rows/row';
import { ShownRows } from './shown-rows';

/** The rows of one cluster. */
export class Branch implements Disposable {
  readonly #shown: ShownRows;
  readonly #subscription: Disposable;
  #wasKnown = false;

  /**
   * @param cluster The cluster's name, which each row carries; undefined if the tree shows only one.
   * @param changed Called when findings changed.
   */
  constructor(
    readonly session: Pick<ClusterSession, 'connection' | 'snapshot'>,
    readonly cluster: string | undefined,
    private readonly findings: Findings,
    changed: () => void,
  ) {
    this.#shown = new ShownRows(findings, cluster);
    this.#wasKnown = session.snapshot !== undefined;
    this.#subscription = findings.onDidChange(changed);
  }

  /** Returns the rows below a row, or the top ones. */
  children(parent?: TreeNode): TreeNode[] {
    const { snapshot } = this.session;
    return snapshot ? this.#shown.children(parent, snapshot) : [];
  }

  parent(node: TreeNode): TreeNode | undefined {
    return this.#shown.parent(node);
  }

  row(node: TreeNode): Row | undefined {
    const { snapshot } = this.session;
    return snapshot && rowOf(node, snapshot, this.findings);
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
    this.findings.dispose();
  }
}
