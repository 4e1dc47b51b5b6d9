import * as vscode from 'vscode';
import { View } from '../../../app/ids';
import { createPanel } from '../../../app/text/window';
import type { ClusterGraphs } from './cluster-graphs';
import type { OpenGraphs } from './open-graphs';
import { GraphPanel } from './panel';
import { readPanel, type PanelOf } from '../protocol/messages';
import { panelTitle } from './title';

/** Opens graphs of clusters. Each panel has its own camera, filter and options. */
export class GraphPanels {
  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly graphs: ClusterGraphs,
    private readonly open: OpenGraphs,
  ) {}

  /** Reveals the graph of the connected cluster, or opens one that follows the connection. */
  show(): void {
    const { id } = this.graphs.connected;
    this.#reveal({ cluster: null }, ({ of }) => of?.cluster === null || (id !== undefined && of?.id === id));
  }

  /** Reveals the graph of a cluster by its name, or opens one that stays with it. */
  showOf(cluster: string): void {
    const meant = this.graphs.identified({ cluster });
    this.#reveal(meant, ({ of }) => of?.cluster === cluster && of.id === meant.id);
  }

  /** Opens another graph of the active one's cluster. */
  add(column: vscode.ViewColumn = vscode.ViewColumn.Active): void {
    this.#create(this.open.active?.of ?? { cluster: null }, column);
  }

  /**
   * Fills a panel that VS Code restored.
   * @param state The state that its page saved. The page restores the rest itself.
   */
  restore(panel: vscode.WebviewPanel, state: unknown): void {
    this.#adopt(panel, readPanel(state));
  }

  #reveal(of: PanelOf, isMeant: (graph: GraphPanel) => boolean): void {
    const open = this.open.find(isMeant);
    if (open) open.panel.reveal();
    else this.#create(of, vscode.ViewColumn.Active);
  }

  #create(of: PanelOf, column: vscode.ViewColumn): void {
    this.#adopt(createPanel(View.graph, panelTitle(of.cluster ?? this.graphs.connected.cluster, ''), column), of);
  }

  #adopt(panel: vscode.WebviewPanel, asked: PanelOf): void {
    const of = this.graphs.identified(asked);
    const lent = this.graphs.hostFor(of);
    this.open.add(new GraphPanel(panel, this.extensionUri, lent.host, of));
    panel.onDidDispose(() => lent.dispose());
  }
}
