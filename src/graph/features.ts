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
import { exportRecording } from './recording/export';
import { keptRecording, RecordingPanels } from './recording/panels';
import { waysOfConnected } from './ways';

/** The graph and the explanations, once one of them is asked for. */
export class GraphFeatures implements vscode.Disposable {
  /** Of the cluster that is connected. */
  readonly #graph: ClusterGraph;
  readonly #panels: GraphPanels;
  readonly #recordings: RecordingPanels;
  readonly #explanations = new Set<ExplanationPanel>();
  #problems: Problems | undefined;

  constructor(private readonly context: CommandContext, storage: vscode.Memento) {
    const { session, previews, ruleFocus, reporter, extensionUri } = context;
    const keeper = new Keeper(storage);
    const explaining = new Explaining(context);
    this.#graph = new ClusterGraph({
      session,
      explaining,
      ways: waysOfConnected(context),
      keeper,
      upon: { previews, ruleFocus },
      report: (error) => reporter.log.error(messageOf(error)),
    });
    this.#panels = new GraphPanels(extensionUri, this.#graph);
    this.#recordings = new RecordingPanels(extensionUri, { explaining, keeper, reporter });
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

  /** Fills a graph that the editor brought back after a restart: of a cluster, or of a recording. @param state what its page kept. */
  async restore(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const recording = keptRecording(state);
    if (recording) await this.#recordings.restore(panel, recording);
    else this.#panels.restore(panel);
  }

  /** Writes what was seen of the connected cluster into a file of the person's choice. @param target asked for when left out. */
  exportRecording(target: unknown): Promise<void> {
    return exportRecording(this.#graph.recording, this.context.reporter, target instanceof vscode.Uri ? target : undefined);
  }

  /** Opens a file with a recording. @param source asked for when left out. */
  openRecording(source: unknown): Promise<void> {
    return this.#recordings.open(source instanceof vscode.Uri ? source : undefined);
  }

  dispose(): void {
    this.#problems?.dispose();
    for (const explanation of this.#explanations) explanation.dispose();
    this.#panels.dispose();
    this.#recordings.dispose();
    this.#graph.dispose();
  }

  #adopt(panel: vscode.WebviewPanel, request: ConnectionRequest): void {
    const explanation = new ExplanationPanel(panel, this.context.extensionUri, request, this.#graph.explaining, this.#graph.onDidChange);
    this.#explanations.add(explanation);
    panel.onDidDispose(() => this.#explanations.delete(explanation));
  }
}
