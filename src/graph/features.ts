import * as vscode from 'vscode';
import { messageOf } from '../cluster/errors';
import type { Disposable } from '../cluster/events';
import { connected, type CommandContext } from '../commands/context';
import { askConnection } from '../explainer/ask';
import { endsInWords, parseConnection, type ConnectionRequest } from '../explainer/connection';
import { Explaining } from '../explainer/explaining';
import { ExplanationPanel, keptConnection } from '../explainer/panel';
import { Command, View } from '../ids';
import { graphDefaults } from '../settings';
import { Agreements } from './agreements';
import { Keeper } from './keeper';
import { graphState } from './model';
import { connectionOf, type Asked } from './pair';
import { GraphPanels, type GraphHost } from './panel';
import { Problems } from './problems';
import type { Defaults, GraphState, Kept } from './protocol';
import { scopeOf } from './scope';
import { SessionSource } from './session-source';

/** The graph and the explanations, once one of them is asked for. */
export class GraphFeatures implements GraphHost, vscode.Disposable {
  readonly explaining: Explaining;
  readonly #source: SessionSource;
  readonly #changed = new vscode.EventEmitter<unknown>();
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions: readonly { dispose(): unknown }[];
  readonly #agreements = new Agreements();
  readonly #panels: GraphPanels;
  readonly #keeper: Keeper;
  readonly #explanations = new Set<ExplanationPanel>();
  #problems: Problems | undefined;
  #state: GraphState | undefined;
  #cluster: string | undefined;

  constructor(private readonly context: CommandContext, storage: vscode.Memento) {
    this.#keeper = new Keeper(storage);
    const { session, previews, ruleFocus, reporter, extensionUri } = context;
    this.explaining = new Explaining(context);
    this.#source = new SessionSource(session, (error) => reporter.log.error(messageOf(error)));
    this.#panels = new GraphPanels(extensionUri, this);
    const change = () => {
      this.#state = undefined;
      this.#changed.fire(undefined);
    };
    this.#subscriptions = [this.#source, this.#source.onDidChange(change), previews.onDidChange(change), ruleFocus.onDidChange(change), this.#changed, this.#panels];
  }

  /** Worked out once for each change, however many look. */
  get state(): GraphState {
    return (this.#state ??= this.#work());
  }

  watchObservation(): Disposable {
    return this.#source.watchObservation();
  }

  get defaults(): Defaults {
    return graphDefaults();
  }

  get kept(): Kept {
    return this.#cluster === undefined ? { pins: {}, colours: {} } : this.#keeper.of(this.#cluster);
  }

  set kept(kept: Kept) {
    if (this.#cluster !== undefined) this.#keeper.keep(this.#cluster, kept);
  }

  /** Opens the rules of a node's first profile, else shows its app in the tree. */
  open(id: string): void {
    const { state } = this;
    const node = state.kind === 'graph' ? state.nodes.find((candidate) => candidate.id === id) : undefined;
    const profile = node?.profiles[0]?.id;
    if (profile !== undefined) void vscode.commands.executeCommand(Command.openRules, { kind: 'profile', profile });
    else if (node?.app !== undefined) void this.context.tree.reveal({ kind: 'app', app: node.app });
  }

  connectionOf(asked: Asked): ConnectionRequest | undefined {
    const { connection } = this.#source;
    const { state } = this;
    if (connection.state !== 'connected' || state.kind !== 'graph') return undefined;
    return connectionOf(asked, state, scopeOf(connection.snapshot, connection.collector));
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
    if (wanted) this.#problems ??= new Problems(this.context, this);
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
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #adopt(panel: vscode.WebviewPanel, request: ConnectionRequest): void {
    const explanation = new ExplanationPanel(panel, this.context.extensionUri, request, this.explaining, this.#source.onDidChange);
    this.#explanations.add(explanation);
    panel.onDidDispose(() => this.#explanations.delete(explanation));
  }

  #work(): GraphState {
    const { connection } = this.#source;
    const { previews, ruleFocus } = this.context;
    const name = connection.state === 'disconnected' ? undefined : connection.name;
    if (name !== this.#cluster) this.#agreements.forget();
    this.#cluster = name;
    return graphState(connection, { agreements: this.#agreements, preview: previews.current, focus: ruleFocus.place });
  }
}
