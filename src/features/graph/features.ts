import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import { shortIdentity } from '../../cluster/connection/definition';
import { connected, isTreeNode, type CommandContext } from '../../app/commands';
import {
  askConnection,
  type ConnectionRequest,
  formatEnds,
  ExplanationPanel,
  keptConnection,
  parseConnection,
  parseEnd,
} from '../explanation';
import { View } from '../../app/ids';
import { ClusterGraphs } from './panels/cluster-graphs';
import { copyMermaid, copyPicture, exportAny, exportAs } from './export/exporter';
import { formats, type Format } from './export/formats';
import { targetIn } from './export/target';
import { LayoutStorage } from './panels/layout-storage';
import { runMenuItem, type MenuItem } from './panels/menu';
import { GraphPanels } from './panels/panels';
import { OpenGraphs } from './panels/open-graphs';
import { ProblemsOfClusters } from './problems/of-clusters';
import { exportRecording } from './recording/export';
import { keptRecording, RecordingPanels } from './recording/panels';
import { parsePointer } from './state/pointer';
import type { PageCommand } from './protocol/messages';
import { columnBesidePages } from '../../webviews/webview';
import { pickCluster } from '../../app/pick';
import { createPanel, tell } from '../../app/text/window';

/** The graph and explanation features, loaded at first use. */
export class GraphFeatures implements vscode.Disposable {
  readonly #graphs: ClusterGraphs;
  readonly #open = new OpenGraphs();
  readonly #panels: GraphPanels;
  readonly #recordings: RecordingPanels;
  readonly #explanations = new Set<ExplanationPanel>();
  #problems: ProblemsOfClusters | undefined;

  constructor(
    private readonly context: CommandContext,
    storage: vscode.Memento,
  ) {
    const { extensionUri, reporter } = context;
    const layoutStorage = new LayoutStorage(storage);
    this.#graphs = new ClusterGraphs(context, layoutStorage);
    this.#panels = new GraphPanels(extensionUri, this.#graphs, this.#open);
    this.#recordings = new RecordingPanels(extensionUri, {
      explaining: this.#graphs.connected.explaining,
      layoutStorage,
      naming: this.#graphs.known,
      reporter,
      open: this.#open,
    });
  }

  /** Explains a connection in a new tab. Asks for missing details. */
  async explain(argument: unknown): Promise<void> {
    const { definition, store } = connected(this.context);
    const request = parseConnection(argument) ?? (await askConnection(store.snapshot, parseEnd(argument)));
    if (!request) return;
    const of = { id: shortIdentity(definition), name: definition.name };
    const same = [...this.#explanations].find(
      (open) => open.isOf(of.id) && JSON.stringify(open.request) === JSON.stringify(request),
    );
    if (same) same.panel.reveal();
    else
      this.#adopt(createPanel(View.explanation, formatEnds(request, store.snapshot), columnBesidePages()), request, of);
  }

  /** Restores an explanation after a restart. @param state The state that its page saved. */
  restoreExplanation(panel: vscode.WebviewPanel, state: unknown): void {
    const kept = keptConnection(state);
    if (!kept) {
      panel.dispose();
      return;
    }
    const { cluster, ...request } = kept;
    this.#adopt(panel, request, cluster);
  }

  /** Whether disagreements are listed in the Problems panel. */
  listProblems(wanted: boolean): void {
    if (wanted) this.#problems ??= new ProblemsOfClusters(this.context.sessions, (id) => this.#graphs.own(id));
    else {
      this.#problems?.dispose();
      this.#problems = undefined;
    }
  }

  /** Asks for a format and exports the graph. */
  exportAny(): Promise<void> {
    return exportAny(this.#open.exportable, this.context.reporter);
  }

  /** Restores a graph of a cluster or a recording after a restart. @param state The state that its page saved. */
  async restore(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const recording = keptRecording(state);
    if (recording) await this.#recordings.restore(panel, recording);
    else this.#panels.restore(panel, state);
  }

  /**
   * Exports the recording of the viewed cluster, else of the current one.
   * @param target Requested from the user if omitted.
   */
  exportRecording(target: unknown): Promise<void> {
    return exportRecording(
      this.#open.latest?.recording ?? this.#graphs.connected.recording,
      this.context.reporter,
      targetIn(target),
    );
  }

  /** Opens a recording. @param source Asked for if left out. */
  openRecording(source: unknown): Promise<void> {
    return this.#recordings.open(targetIn(source));
  }

  /** Exports the graph in a format. @param target Requested from the user if omitted. */
  async export(id: Format['id'], target: unknown): Promise<void> {
    const format = formats().find((candidate) => candidate.id === id);
    if (format) await exportAs(format, this.#open.exportable, this.context.reporter, targetIn(target));
  }

  copyPicture(): Promise<void> {
    return copyPicture(this.#open.exportable, this.context.reporter);
  }

  copyMermaid(): Promise<void> {
    return copyMermaid(this.#open.exportable, this.context.reporter);
  }

  /** Reveals the graph of the current cluster, or opens it. @param argument Stars to select in it, or `beside`. */
  show(argument: unknown): void {
    const graph = this.#panels.show(argument === 'beside');
    const pointer = parsePointer(argument);
    if (pointer) graph.pointAt(pointer, (reason) => void tell('info', reason));
  }

  /** Opens another graph, in the active column or to the side. */
  add(column?: vscode.ViewColumn): void {
    this.#panels.add(column);
  }

  /** Shows the graph of a cluster, connected or not. Asks for the cluster if none is given. */
  async showOf(argument: unknown): Promise<void> {
    const { names } = this.#graphs.known;
    const asked = isTreeNode(argument) ? argument.cluster : argument;
    const name =
      typeof asked === 'string' && names.includes(asked)
        ? asked
        : (
            await pickCluster(
              l10n.t('Show Graph of Cluster'),
              names.map((known) => ({ name: known })),
            )
          )?.name;
    if (name !== undefined) this.#panels.showOf(name);
  }

  /** Runs an item of a context menu of the active graph. @param argument What the menu is about. */
  runMenuItem(item: MenuItem, argument: unknown): Promise<void> {
    const { active } = this.#open;
    return this.context.sessions.act(active?.cluster, () => runMenuItem(item, argument, active, this.context));
  }

  /** Runs an action in the active graph. */
  runInPage(command: PageCommand): void {
    this.#open.runInPage(command);
  }

  dispose(): void {
    this.#problems?.dispose();
    for (const explanation of this.#explanations) explanation.dispose();
    this.#open.dispose();
    this.#graphs.dispose();
  }

  #adopt(
    panel: vscode.WebviewPanel,
    request: ConnectionRequest,
    cluster?: ConstructorParameters<typeof ExplanationPanel>[4],
  ): void {
    const explanation = new ExplanationPanel(
      panel,
      this.context.extensionUri,
      request,
      this.#graphs.explained(cluster?.id),
      cluster,
      this.#graphs.known,
    );
    this.#explanations.add(explanation);
    panel.onDidDispose(() => this.#explanations.delete(explanation));
  }
}
