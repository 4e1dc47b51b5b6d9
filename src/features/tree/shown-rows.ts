import { sameJson } from '../../base/json';
import { eachInTurn } from '../../base/time-slices';
import type { Snapshot } from '../../cluster/model/snapshot';
import { nodeId, type TreeNode } from '../../app/tree-nodes';
import { childrenOf } from './children';
import { isShown } from './rows/namespace-rows';
import { rowOf, type FoundBy, type Row } from './rows/row';

/** The last content of a node that VS Code got. */
interface Shown {
  readonly node: TreeNode;
  readonly parent: TreeNode | undefined;
  row: Row | undefined;
  children: readonly string[] | undefined;
}

/** Tracks what the view shows, so that only changed nodes are refreshed, each once. IDs keep their node object. */
export class ShownRows {
  readonly #shown = new Map<string, Shown>();
  #roots: readonly string[] | undefined;

  /** @param cluster The name of the cluster that the nodes carry, if any. */
  constructor(
    private readonly found: FoundBy,
    private readonly cluster?: string,
  ) {}

  /**
   * Returns the nodes below a node, or the top ones, with one object per ID, because VS Code finds elements by
   * identity. Their rows are made with pauses.
   */
  *children(parent: TreeNode | undefined, snapshot: Snapshot): Generator<undefined, TreeNode[]> {
    const children: TreeNode[] = [];
    yield* eachInTurn(this.#childrenOf(parent, snapshot), (node) => {
      children.push(this.#intern(node, parent, snapshot));
    });
    this.#remember(parent, children.map(nodeId));
    return children;
  }

  /** Returns the row of a node that VS Code got. */
  row(node: TreeNode): Row | undefined {
    return this.#shown.get(nodeId(node))?.row;
  }

  parent(node: TreeNode): TreeNode | undefined {
    return this.#shown.get(nodeId(node))?.parent;
  }

  /**
   * Returns the nodes whose row or children changed since VS Code got them, and counts them as current. A second
   * refresh while VS Code requests children would remove the rows under an open context menu.
   */
  changes(snapshot: Snapshot): 'all' | readonly TreeNode[] {
    if (this.#roots && !sameJson(this.#childrenOf(undefined, snapshot).map(nodeId), this.#roots)) {
      this.clear();
      return 'all';
    }
    const changed: TreeNode[] = [];
    for (const shown of [...this.#shown.values()]) {
      const row = rowOf(shown.node, snapshot, this.found);
      if (row === undefined) {
        this.#shown.delete(nodeId(shown.node));
        continue;
      }
      const children = shown.children && this.#childrenOf(shown.node, snapshot).map(nodeId);
      if (sameJson(row, shown.row) && sameJson(children, shown.children)) continue;
      shown.row = row;
      shown.children = children;
      changed.push(shown.node);
    }
    return changed;
  }

  clear(): void {
    this.#shown.clear();
    this.#roots = undefined;
  }

  #childrenOf(parent: TreeNode | undefined, snapshot: Snapshot): readonly TreeNode[] {
    const { cluster } = this;
    const { namespaces } = this.found;
    const nodes = childrenOf(parent, snapshot).filter((node) => isShown(node, namespaces));
    return cluster === undefined ? nodes : nodes.map((node) => ({ ...node, cluster }));
  }

  #intern(node: TreeNode, parent: TreeNode | undefined, snapshot: Snapshot): TreeNode {
    const id = nodeId(node);
    const row = rowOf(node, snapshot, this.found);
    const known = this.#shown.get(id);
    if (known) {
      known.row = row;
      return known.node;
    }
    this.#shown.set(id, { node, parent, row, children: undefined });
    return node;
  }

  #remember(parent: TreeNode | undefined, children: readonly string[]): void {
    if (!parent) this.#roots = children;
    else {
      const shown = this.#shown.get(nodeId(parent));
      if (shown) shown.children = children;
    }
  }
}
