import * as vscode from 'vscode';
import { messageOf } from '../cluster/errors';
import { connected, type CommandContext } from '../commands/context';
import { askConnection } from '../explainer/ask';
import { endsInWords, parseConnection, type ConnectionRequest } from '../explainer/connection';
import { Explaining } from '../explainer/explaining';
import { ExplanationPanel, keptConnection } from '../explainer/panel';
import { View } from '../ids';
import { ClusterGraph } from './cluster-graph';
import { Keeper } from './keeper';
import { GraphPanels } from './panel';
import { Problems } from './problems';
import { waysOfConnected } from './ways';

/** The graph and the explanations, once one of them is asked for. */
export class GraphFeatures implements vscode.Disposable {
  /** Of the cluster that is connected. */
  readonly #graph: ClusterGraph;
  readonly #panels: GraphPanels;
  readonly #explanations = new Set<ExplanationPanel>();
  #problems: Problems | undefined;

  constructor(private readonly context: CommandContext, storage: vscode.Memento) {
    const { session, previews, ruleFocus, reporter, extensionUri } = context;
    this.#graph = new ClusterGraph({
      session,
      explaining: new Explaining(context),
      ways: waysOfConnected(context),
      keeper: new Keeper(storage),
      upon: { previews, ruleFocus },
      report: (error) => reporter.log.error(messageOf(error)),
    });
    this.#panels = new GraphPanels(extensionUri, this.#graph);
  }

  /** Explains a connection in a tab of its own; asks for what it is not told. */
  async explain(argument: unknown): Promise<void> {
    const { store } = connected(this.context);
    const request = parseConnection(argument) ?? (await askConnection(store.snapshot));
    if (!request) return;
    const same = [...this.#explanations].find((open) => JSON.stringify(open.request) === JSON.stringify(request));
    if (same) same.panel.reveal();
    else this.#adopt(vscode.window.createWebviewPanel(View.explanation, endsInWords(request, store.snapshot), vscode.ViewColumn.Active), request);
  }

  /** Fills an explanation that the editor brought back after a restart. @param state what its page kept. */
  restoreExplanation(panel: vscode.WebviewPanel, state: unknown): void {
    const request = keptConnection(state);
    if (request) this.#adopt(panel, request);
    else panel.dispose();
  }

  /** Whether disagreements are kept in the Problems panel. */
  listProblems(wanted: boolean): void {
    if (wanted) this.#problems ??= new Problems(this.context, this.#graph);
    else {
      this.#problems?.dispose();
      this.#problems = undefined;
    }
  }

  show(column?: vscode.ViewColumn): void {
    this.#panels.show(column);
  }

  restore(panel: vscode.WebviewPanel): void {
    this.#panels.restore(panel);
  }

  dispose(): void {
    this.#problems?.dispose();
    for (const explanation of this.#explanations) explanation.dispose();
    this.#panels.dispose();
    this.#graph.dispose();
  }

  #adopt(panel: vscode.WebviewPanel, request: ConnectionRequest): void {
    const explanation = new ExplanationPanel(panel, this.context.extensionUri, request, this.#graph.explaining, this.#graph.onDidChange);
    this.#explanations.add(explanation);
    panel.onDidDispose(() => this.#explanations.delete(explanation));
  }
}
