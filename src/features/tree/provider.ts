import { Disposables } from '../../base/disposables';
import { sameJson } from '../../base/json';
import * as vscode from 'vscode';
import type { ClusterSession } from '../../cluster/connection/session';
import type { Sessions } from '../../cluster/connection/sessions';
import { Command, View } from '../../app/ids';
import { demoNamed } from '../../app/local-demos';
import { concernsLint } from '../../app/settings';
import { headView, treeItem } from '../../app/text/editor';
import type { KnownClusters } from '../demo';
import { Branch } from './branch';
import { enforcedId, hasOrder, stagedId } from '../../policy/resources';
import { clickOn } from './click';
import { fadedUri, registerFadedRows } from './faded';
import type { Findings } from './findings';
import type { NamespaceFilters } from './namespace-filter';
import { headingOf } from './heading';
import { nodeId, type TreeNode } from '../../app/tree-nodes';
import { Roots } from './roots';
import { connectionRow } from './rows/cluster-rows';
import type { Row } from './rows/row';

/**
 * The tree of networks, profiles and applications: of the one known cluster, or with a root for each of several. Rows
 * keep their identity; only changed rows are refreshed.
 */
export class ClusterTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<undefined | TreeNode[]>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #roots: Roots;
  readonly #branches = new Map<string, Branch>();
  readonly #view: vscode.TreeView<TreeNode>;
  readonly #subscriptions: Disposables;
  /** The clusters with roots; undefined if there is only one, whose parts are the roots. */
  #clusters: readonly string[] | undefined;
  /** The cluster without a root. */
  #only: Branch;

  /** @param newFindings Creates what searches a cluster for findings of lint. */
  constructor(
    private readonly sessions: Sessions,
    dragAndDropController: vscode.TreeDragAndDropController<TreeNode>,
    private readonly newFindings: () => Findings,
    known: KnownClusters,
    private readonly filters: NamespaceFilters,
  ) {
    this.#roots = new Roots(sessions, known.definitions);
    this.#only = this.#branchOf(sessions, undefined);
    this.#clusters = this.#severalNames();
    this.#view = vscode.window.createTreeView(View.cluster, {
      treeDataProvider: this,
      showCollapseAll: true,
      canSelectMany: true,
      dragAndDropController,
    });
    this.#head();
    this.#subscriptions = new Disposables([
      sessions.onDidChangeConnection(() => this.#head()),
      sessions.onDidChange((session) => this.#follow(session)),
      sessions.onDidChangeSnapshot(() => {
        if (!this.#clusters) this.#refresh(this.#only);
      }),
      known.onDidChange(() => {
        this.#roots.know(known.definitions);
        this.#arrange();
      }),
      filters.onDidChange(() => {
        for (const branch of [this.#only, ...this.#branches.values()])
          if (branch.session.snapshot) this.#refresh(branch);
      }),
      registerFadedRows(),
      this.#view.onDidChangeVisibility(() => this.#look()),
      this.#view.onDidExpandElement(({ element }) => this.#expanded(element)),
      this.#view.onDidChangeSelection(({ selection }) => this.#selected(selection)),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (concernsLint(change)) this.#look();
      }),
    ]);
  }

  /** Reveals a row and expands its parents. A row without a cluster is one of the current cluster. */
  async reveal(node: TreeNode): Promise<void> {
    const { connection } = this.sessions;
    const cluster = connection.state === 'disconnected' ? undefined : connection.definition.name;
    const meant = this.#clusters && cluster !== undefined ? { cluster, ...node } : node;
    await this.#view.reveal(meant, { select: true, focus: true, expand: true });
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

  async getChildren(parent?: TreeNode): Promise<TreeNode[]> {
    if (parent?.kind === 'profiles') this.#look();
    if (!this.#clusters) return this.#only.children(parent);
    if (!parent) return this.#clusters.map((cluster) => this.#roots.of(cluster).node);
    if (parent.cluster === undefined) return [];
    if (parent.kind !== 'cluster') return this.#branches.get(parent.cluster)?.children(parent) ?? [];
    const branch = this.#branchNamed(parent.cluster);
    return branch?.session.snapshot ? branch.children() : [this.#roots.of(parent.cluster).connection];
  }

  getParent(node: TreeNode): TreeNode | undefined {
    if (!this.#clusters) return this.#only.parent(node);
    if (node.kind === 'cluster' || node.cluster === undefined) return undefined;
    return this.#branches.get(node.cluster)?.parent(node) ?? this.#roots.of(node.cluster).node;
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    const row = this.#rowOf(node);
    const item = treeItem(textsOf(row), COLLAPSIBLE[row?.expand ?? 'none']);
    item.id = nodeId(node);
    item.contextValue = this.#contextOf(node);
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
    for (const branch of [this.#only, ...this.#branches.values()]) branch.dispose();
    this.#view.dispose();
    this.#changed.dispose();
  }

  #rowOf(node: TreeNode): Row | undefined {
    if (!this.#clusters || node.cluster === undefined) return this.#only.row(node);
    if (node.kind === 'cluster') return this.#roots.row(node.cluster);
    if (node.kind === 'connection') return connectionRow(this.#roots.connection(node.cluster));
    return this.#branches.get(node.cluster)?.row(node);
  }

  /** Returns what decides which commands a row's menu has. */
  #contextOf(node: TreeNode): string {
    if (node.kind === 'cluster') {
      const { state } = this.#roots.connection(node.cluster);
      return demoNamed(node.cluster) ? `cluster.${state}.demo` : `cluster.${state}`;
    }
    const branch = this.#clusters && node.cluster !== undefined ? this.#branches.get(node.cluster) : this.#only;
    if (node.kind === 'namespaces') return branch?.namespaces ? `${node.kind}.filtered` : node.kind;
    return contextOf(node, branch?.session.snapshot?.isKubernetes ?? false);
  }

  #branchNamed(cluster: string): Branch | undefined {
    const session = this.sessions.named(cluster);
    const known = this.#branches.get(cluster);
    if (known || !session) return known;
    const branch = this.#branchOf(session, cluster);
    this.#branches.set(cluster, branch);
    return branch;
  }

  #branchOf(session: Pick<ClusterSession, 'connection' | 'snapshot'>, cluster: string | undefined): Branch {
    const branch: Branch = new Branch(session, cluster, this.newFindings(), this.filters, () => this.#refresh(branch));
    return branch;
  }

  #severalNames(): readonly string[] | undefined {
    const { names } = this.#roots;
    return names.length > 1 ? names : undefined;
  }

  /** The view names its cluster if it has no root. */
  #head(): void {
    headView(this.#view, headingOf(this.sessions.connection, this.#clusters !== undefined));
  }

  /** Adds and removes roots. */
  #arrange(): void {
    const before = this.#clusters;
    this.#clusters = this.#severalNames();
    this.#head();
    if (sameJson(before, this.#clusters)) {
      for (const cluster of this.#clusters ?? []) this.#refreshRoot(cluster);
      return;
    }
    this.#only.clear();
    for (const branch of this.#branches.values()) branch.clear();
    this.#changed.fire(undefined);
    this.#look();
  }

  #follow(session: ClusterSession): void {
    if (!sameJson(this.#clusters, this.#severalNames())) this.#arrange();
    const cluster = this.#clusters?.find((name) => this.sessions.named(name) === session);
    if (cluster === undefined) return;
    const branch = this.#branchNamed(cluster);
    if (this.visible) branch?.look();
    if (this.#refreshRoot(cluster)) branch?.clear();
    else if (branch?.session.snapshot) this.#refresh(branch);
  }

  /** Refreshes a root if it changed. Returns whether it did, with all rows below it. */
  #refreshRoot(cluster: string): boolean {
    const change = this.#roots.change(cluster);
    if (change === undefined) return false;
    const { node } = this.#roots.of(cluster);
    this.#changed.fire([node]);
    // Connected by a command: a collapsed root would hide it.
    if (change === 'connected' && this.visible)
      void this.#view.reveal(node, { select: false, focus: false, expand: true });
    return true;
  }

  #expanded(element: TreeNode): void {
    if (element.kind !== 'cluster') return;
    const { state } = this.#roots.connection(element.cluster);
    if (state === 'disconnected') void vscode.commands.executeCommand(Command.connect, element);
    else this.sessions.makeCurrent(element.cluster);
  }

  #selected(selection: readonly TreeNode[]): void {
    const cluster = selection.at(-1)?.cluster;
    if (cluster !== undefined) this.sessions.makeCurrent(cluster);
  }

  /** Lint runs only while its results are visible. */
  #look(): void {
    if (!this.visible) return;
    if (!this.#clusters) this.#only.look();
    else for (const branch of this.#branches.values()) branch.look();
  }

  #refresh(branch: Branch): void {
    if (branch === this.#only) this.#look();
    const changed = branch.changes();
    if (changed === 'all') {
      const cluster = this.#clusters && branch.cluster;
      this.#changed.fire(cluster === undefined ? undefined : [this.#roots.of(cluster).node]);
    } else if (changed.length > 0) this.#changed.fire([...changed]);
  }
}

/** A faded row without a tooltip would have its URI as such. */
function textsOf(row: Row | undefined): Pick<Row, 'label' | 'description' | 'tooltip'> {
  if (!row) return { label: '' };
  return row.stale ? { ...row, tooltip: row.tooltip ?? [row.label] } : row;
}

/** Returns the value of `viewItem`: its kind and, for an object, where it is stored and what its kind allows. */
function contextOf(node: TreeNode, isKubernetes: boolean): string {
  if (node.kind !== 'resource') return node.kind;
  const id = { kind: node.of, name: node.name };
  const traits = [
    isKubernetes ? 'api' : 'etcd',
    ...(stagedId(id) ? ['policy'] : []),
    ...(enforcedId(id) ? ['staged'] : []),
    ...(hasOrder(node.of) ? ['ordered'] : []),
  ];
  return ['resource', ...traits].join('.');
}

const COLLAPSIBLE: Record<Row['expand'], vscode.TreeItemCollapsibleState> = {
  none: vscode.TreeItemCollapsibleState.None,
  collapsed: vscode.TreeItemCollapsibleState.Collapsed,
  expanded: vscode.TreeItemCollapsibleState.Expanded,
};
