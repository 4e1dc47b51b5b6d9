import { Disposables } from '../../base/disposables';
import * as vscode from 'vscode';
import type { Session } from '../../cluster/connection/session';
import type { Snapshot } from '../../cluster/model/snapshot';
import { View } from '../../app/ids';
import { concernsLint, lintLevels } from '../../app/settings';
import { headView, treeItem } from '../../app/text/editor';
import type { KnownClusters } from '../demo';
import { clickOn } from './click';
import { fadedUri, registerFadedRows } from './faded';
import type { Findings } from './findings';
import { headingOf } from './heading';
import { nodeId, type TreeNode } from '../../app/tree-nodes';
import { rowOf, type Row } from './rows/row';
import { ShownRows } from './shown-rows';

/** The tree of networks, profiles and applications. Rows keep their identity; only changed rows are refreshed. */
export class ClusterTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<undefined | TreeNode[]>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #shown: ShownRows;
  readonly #view: vscode.TreeView<TreeNode>;
  readonly #subscriptions: Disposables;
  #snapshot: Snapshot | undefined;

  constructor(
    session: Session,
    dragAndDropController: vscode.TreeDragAndDropController<TreeNode>,
    private readonly findings: Findings,
    clusters: KnownClusters,
  ) {
    this.#snapshot = session.snapshot;
    this.#shown = new ShownRows(findings);
    this.#view = vscode.window.createTreeView(View.cluster, {
      treeDataProvider: this,
      showCollapseAll: true,
      canSelectMany: true,
      dragAndDropController,
    });
    const head = () => headView(this.#view, headingOf(session.connection, clusters.names));
    head();
    this.#subscriptions = new Disposables([
      session.onDidChangeConnection(head),
      clusters.onDidChange(head),
      registerFadedRows(),
      session.onDidChangeSnapshot((snapshot) => this.#update(snapshot)),
      findings.onDidChange(() => this.#refresh()),
      this.#view.onDidChangeVisibility(() => this.#look()),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (concernsLint(change)) this.#look();
      }),
    ]);
  }

  /** Reveals a row and expands its parents. */
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
    return this.#shown.children(parent, this.#snapshot);
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return this.#shown.parent(node);
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    const row = this.#snapshot && rowOf(node, this.#snapshot, this.findings);
    const item = treeItem(textsOf(row), COLLAPSIBLE[row?.expand ?? 'none']);
    item.id = nodeId(node);
    item.contextValue = node.kind;
    const click = clickOn(node, row);
    if (click) item.command = { title: '', ...click };
    if (row?.stale) {
      item.resourceUri = fadedUri(item.id);
    }
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

  /** Lint runs only while its results are visible. */
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
    if (!this.#snapshot) return;
    const changed = this.#shown.changes(this.#snapshot);
    if (changed === 'all') this.#changed.fire(undefined);
    else if (changed.length > 0) this.#changed.fire([...changed]);
  }
}

/** A faded row without a tooltip would have its URI as such. */
function textsOf(row: Row | undefined): Pick<Row, 'label' | 'description' | 'tooltip'> {
  if (!row) return { label: '' };
  return row.stale ? { ...row, tooltip: row.tooltip ?? [row.label] } : row;
}

const COLLAPSIBLE: Record<Row['expand'], vscode.TreeItemCollapsibleState> = {
  none: vscode.TreeItemCollapsibleState.None,
  collapsed: vscode.TreeItemCollapsibleState.Collapsed,
  expanded: vscode.TreeItemCollapsibleState.Expanded,
};
