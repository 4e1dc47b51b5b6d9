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

  /**
   * Reveals the graph of the current cluster, or opens one that stays with it.
   * @param beside Whether it opens to the side and leaves the focus where it is.
   */
  show(beside = false): GraphPanel {
    const { cluster, id } = this.graphs.connected;
    return this.#reveal(
      { cluster: null },
      (graph) => (id !== undefined && graph.of?.id === id) || (graph.of?.cluster === null && graph.isOf(cluster)),
      beside,
    );
  }

  /** Reveals the graph of a cluster by its name, or opens one that stays with it. */
  showOf(cluster: string): void {
    const meant = this.graphs.identified({ cluster });
    this.#reveal(meant, ({ of }) => of?.cluster === cluster && of.id === meant.id);
  }

  /** Opens another graph of the active one's cluster. */
  add(column: vscode.ViewColumn = vscode.ViewColumn.Active): void {
    const { active } = this.open;
    const cluster = active?.cluster;
    const isOther = cluster !== undefined && cluster !== this.graphs.connected.cluster;
    this.#create(isOther ? { cluster } : (active?.of ?? { cluster: null }), column);
  }

  /**
   * Fills a panel that VS Code restored.
   * @param state The state that its page saved. The page restores the rest itself.
   */
  restore(panel: vscode.WebviewPanel, state: unknown): void {
    this.#adopt(panel, readPanel(state));
  }

  #reveal(of: PanelOf, isMeant: (graph: GraphPanel) => boolean, beside = false): GraphPanel {
    const open = this.open.find(isMeant);
    open?.panel.reveal(undefined, beside);
    return open ?? this.#create(of, beside ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active, beside);
  }

  #create(of: PanelOf, viewColumn: vscode.ViewColumn, preserveFocus = false): GraphPanel {
    const cluster = of.cluster ?? this.graphs.connected.cluster;
    const title = panelTitle(cluster, '', cluster !== undefined && this.graphs.known.hasOthersThan(cluster));
    return this.#adopt(createPanel(View.graph, title, { viewColumn, preserveFocus }), of);
  }

  #adopt(panel: vscode.WebviewPanel, asked: PanelOf): GraphPanel {
    const of = this.graphs.identified(asked);
    const lent = this.graphs.hostFor(of);
    const graph = new GraphPanel(panel, this.extensionUri, lent.host, this.graphs.known, of);
    this.open.add(graph);
    panel.onDidDispose(() => lent.dispose());
    return graph;
  }
}
