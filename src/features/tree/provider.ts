import { isDeepStrictEqual } from 'node:util';
import { Disposables } from '../../base/disposables';
import * as vscode from 'vscode';
import type { Session } from '../../cluster/connection/session';
import type { Snapshot } from '../../cluster/model/snapshot';
import { View } from '../../app/ids';
import { concernsLint, lintLevels } from '../../app/settings';
import { treeItem } from '../../app/text/editor';
import { childrenOf } from './children';
import type { Findings } from './findings';
import { nodeId, type TreeNode } from '../../app/tree-nodes';
import { rowOf, type Row } from './row';

/** What VS Code was last told of a node, to fire only the nodes that changed. */
interface Shown {
  readonly node: TreeNode;
  readonly parent: TreeNode | undefined;
  row: Row | undefined;
  children?: readonly string[];
}

/** The tree of networks, profiles and applications. Rows keep their identity; only what changed is refreshed. */
export class ClusterTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<TreeNode | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #shown = new Map<string, Shown>();
  readonly #view: vscode.TreeView<TreeNode>;
  readonly #subscriptions: Disposables;
  #snapshot: Snapshot | undefined;

  constructor(
    session: Session,
    dragAndDropController: vscode.TreeDragAndDropController<TreeNode>,
    private readonly findings: Findings,
  ) {
    this.#snapshot = session.snapshot;
    this.#view = vscode.window.createTreeView(View.cluster, {
      treeDataProvider: this,
      showCollapseAll: true,
      canSelectMany: true,
      dragAndDropController,
    });
    this.#subscriptions = new Disposables([
      session.onDidChangeSnapshot((snapshot) => this.#update(snapshot)),
      findings.onDidChange(() => this.#refresh()),
      this.#view.onDidChangeVisibility(() => this.#look()),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (concernsLint(change)) this.#look();
      }),
    ]);
  }

  /** Shows a row, unfolding those above it. */
  async reveal(node: TreeNode): Promise<void> {
    await this.#view.reveal(node, { select: true, focus: true, expand: true });
  }

  get selection(): readonly TreeNode[] {
    return this.#view.selection;
  }

  get visible(): boolean {
    return this.#view.visible;
  }

  get onDidChangeVisibility(): vscode.Event<unknown> {
    return this.#view.onDidChangeVisibility;
  }

  getChildren(parent?: TreeNode): TreeNode[] {
    if (!this.#snapshot) return [];
    if (parent?.kind === 'profiles') this.#look();
    const snapshot = this.#snapshot;
    const children = childrenOf(parent, snapshot).map((node) => this.#intern(node, parent, snapshot));
    if (parent) {
      const shown = this.#shown.get(nodeId(parent));
      if (shown) shown.children = children.map(nodeId);
    }
    return children;
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return this.#shown.get(nodeId(node))?.parent;
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    const row = this.#snapshot && rowOf(node, this.#snapshot, this.findings.of);
    const item = treeItem(row ?? { label: '' }, COLLAPSIBLE[row?.expand ?? 'none']);
    item.id = nodeId(node);
    item.contextValue = node.kind;
    if (row?.icon !== undefined)
      item.iconPath = new vscode.ThemeIcon(
        row.icon,
        row.color === undefined ? undefined : new vscode.ThemeColor(row.color),
      );
    return item;
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#view.dispose();
    this.#changed.dispose();
  }

  /** One object for one id, since VS Code finds an element by its identity. */
  #intern(node: TreeNode, parent: TreeNode | undefined, snapshot: Snapshot): TreeNode {
    const id = nodeId(node);
    const known = this.#shown.get(id);
    if (known) {
      known.row = rowOf(known.node, snapshot, this.findings.of);
      return known.node;
    }
    this.#shown.set(id, { node, parent, row: rowOf(node, snapshot, this.findings.of) });
    return node;
  }

  /** What nobody sees is not looked through. */
  #look(): void {
    if (this.visible) this.findings.follow(this.#snapshot, lintLevels());
  }

  #update(snapshot: Snapshot | undefined): void {
    const before = this.#snapshot;
    this.#snapshot = snapshot;
    this.#look();
    if (before && snapshot) {
      this.#refresh();
      return;
    }
    this.#shown.clear();
    this.#changed.fire(undefined);
  }

  #refresh(): void {
    const snapshot = this.#snapshot;
    if (!snapshot) return;
    for (const shown of [...this.#shown.values()]) {
      const children = shown.children && childrenOf(shown.node, snapshot).map(nodeId);
      const row = rowOf(shown.node, snapshot, this.findings.of);
      if (row === undefined) this.#shown.delete(nodeId(shown.node));
      else if (!isDeepStrictEqual(row, shown.row) || !isDeepStrictEqual(children, shown.children)) {
        shown.row = row;
        this.#changed.fire(shown.node);
      }
    }
  }
}

const COLLAPSIBLE: Record<Row['expand'], vscode.TreeItemCollapsibleState> = {
  none: vscode.TreeItemCollapsibleState.None,
  collapsed: vscode.TreeItemCollapsibleState.Collapsed,
  expanded: vscode.TreeItemCollapsibleState.Expanded,
};
