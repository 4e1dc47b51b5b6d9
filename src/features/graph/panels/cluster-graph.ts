import * as vscode from 'vscode';
import { Disposables } from '../../../base/disposables';
import { clusterIdentity, shortIdentity, type ClusterDefinition } from '../../../cluster/connection/definition';
import type { Disposable } from '../../../base/emitter';
import type { ClusterSession } from '../../../cluster/connection/session';
import { ReferenceCount } from '../../../base/reference-count';
import type { ConnectionRequest, Explainer } from '../../explanation';
import type { Previews } from '../../../app/preview/previews';
import type { RuleFocus } from '../../../app/preview/rule-focus';
import { graphDefaults } from '../../../app/settings';
import { MeasurementHistory } from '../state/facts/measurement-history';
import type { LayoutStorage } from './layout-storage';
import { COLLAPSED, type Expanded } from '../state/computed/computed-graph';
import { foundIn } from '../state/computed/find';
import { graphState } from '../state/model';
import { connectionOf, type NodePair } from '../state/pair';
import { starsOf, type StarPointer } from '../state/pointer';
import type { GraphHost, PanelGraph } from './panel';
import type { GraphNode } from '../protocol/elements';
import type { Defaults, SavedLayout } from '../protocol/messages';
import type { Content, GraphAction, GraphState } from '../protocol/state';
import { Recorder } from '../recording/recorder';
import type { Recording } from '../recording/recording';
import { scopeOf } from '../state/scope';
import { SessionSource } from './session-source';

/** An action that isn't the graph's own. */
export type HostAction = GraphAction & { readonly command: Exclude<GraphAction['command'], 'showAllowed'> };

/** Handlers for the buttons and stars of a graph. */
export interface GraphHandlers {
  /** Runs a button's action. */
  run(action: HostAction): void;
  /** Opens what a star represents. */
  open(node: GraphNode): void;
  /** Exports a recording, or reports that there is none. */
  exportRecording(recording: Recording | undefined): void;
}

export interface ClusterGraphParts {
  readonly session: ClusterSession;
  readonly explaining: Explainer;
  readonly handlers: GraphHandlers;
  readonly layoutStorage: LayoutStorage;
  /** Previews and highlights drawn on top of the cluster. */
  readonly overlays?: { readonly previews: Previews; readonly ruleFocus: RuleFocus };
  /** Transforms the state before it is shown. */
  readonly shown?: (state: GraphState) => GraphState;
  /** Called with errors of listeners. */
  readonly report: (error: unknown) => void;
}

/** The state of a cluster's graph and its history, shared by all its panels. */
export class ClusterGraph implements GraphHost, PanelGraph, Disposable {
  readonly graph: PanelGraph = this;
  readonly explaining: Explainer;
  readonly onDidChange: vscode.Event<unknown>;
  readonly #source: SessionSource;
  readonly #changed = new vscode.EventEmitter<unknown>();
  readonly #subscriptions: Disposables;
  readonly #measurementHistory = new MeasurementHistory();
  readonly #recorder = new Recorder();
  readonly #recording = new ReferenceCount(
    () => undefined,
    () => this.#recorder.pause(),
  );
  #state: GraphState | undefined;
  /** The states with groups expanded, by their IDs. */
  readonly #expanded = new Map<string, GraphState>();
  /** The cluster of the last calculated state. */
  #cluster: ClusterDefinition | undefined;

  constructor(private readonly parts: ClusterGraphParts) {
    const { session, explaining, overlays, report } = parts;
    this.explaining = explaining;
    this.onDidChange = this.#changed.event;
    this.#source = new SessionSource(session, report);
    const change = () => this.refresh();
    this.#subscriptions = new Disposables([
      this.#source,
      this.#source.onDidChange(change),
      ...(overlays ? [overlays.previews.onDidChange(change), overlays.ruleFocus.onDidChange(change)] : []),
      this.#changed,
    ]);
  }

  /** Recalculates the state. */
  refresh(): void {
    this.#state = undefined;
    this.#expanded.clear();
    // Recorded before the panels are updated, so that they see it in the history.
    if (this.#recording.inUse) this.#recorder.see(this.id ?? '', this.#source.connection, this.state, Date.now());
    this.#changed.fire(undefined);
  }

  /** The name of the cluster; undefined if there is none. */
  get cluster(): string | undefined {
    return this.#definition?.name;
  }

  /** The cluster's identity, independent of its name. */
  get id(): string | undefined {
    return this.#definition && shortIdentity(this.#definition);
  }

  /** Calculated once per change, for all panels. */
  get state(): GraphState {
    return (this.#state ??= this.#work());
  }

  get present(): GraphState {
    return this.state;
  }

  presentWith(expanded: Expanded): GraphState {
    const { state } = this;
    if (expanded.size === 0 || state.kind !== 'graph' || !state.groups) return state;
    const key = [...expanded].sort().join('\n');
    let found = this.#expanded.get(key);
    if (!found) this.#expanded.set(key, (found = this.#work(expanded)));
    return found;
  }

  find(pointer: StarPointer): ReturnType<PanelGraph['find']> {
    const { state } = this;
    const { connection } = this.#source;
    if (state.kind !== 'graph') return { nodes: [], around: [] };
    if (!state.groups || connection.state !== 'connected') return { nodes: starsOf(pointer, state.nodes), around: [] };
    return foundIn(scopeOf(connection.snapshot, connection.collector), pointer);
  }

  get recording(): Recording | undefined {
    return this.#recorder.of(this.id);
  }

  watchObservation(): Disposable {
    return this.#source.watchObservation();
  }

  record(): Disposable {
    return this.#recording.use();
  }

  exportRecording(): void {
    this.parts.handlers.exportRecording(this.recording);
  }

  get defaults(): Defaults {
    return graphDefaults();
  }

  get savedLayout(): SavedLayout {
    return this.#cluster
      ? this.parts.layoutStorage.of(shortIdentity(this.#cluster), this.#cluster.name)
      : { pins: {}, colours: {} };
  }

  set savedLayout(savedLayout: SavedLayout) {
    if (this.#cluster) this.parts.layoutStorage.save(shortIdentity(this.#cluster), this.#cluster.name, savedLayout);
  }

  choose(content: Content): void {
    if (!this.#cluster) return;
    this.parts.layoutStorage.saveContent(shortIdentity(this.#cluster), this.#cluster.name, content);
    this.refresh();
  }

  run(action: GraphAction): void {
    const { command } = action;
    if (command === 'showAllowed') this.choose('allowed');
    else this.parts.handlers.run({ ...action, command });
  }

  open(id: string, expanded: Expanded = COLLAPSED): void {
    const state = this.presentWith(expanded);
    const node = state.kind === 'graph' ? state.nodes.find((candidate) => candidate.id === id) : undefined;
    if (node) this.parts.handlers.open(node);
  }

  connectionOf(asked: NodePair, expanded: Expanded = COLLAPSED): ConnectionRequest | undefined {
    const { connection } = this.#source;
    const state = this.presentWith(expanded);
    if (connection.state !== 'connected' || state.kind !== 'graph') return undefined;
    return connectionOf(asked, state, scopeOf(connection.snapshot, connection.collector));
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  get #definition(): ClusterDefinition | undefined {
    const { connection } = this.parts.session;
    return connection.state === 'disconnected' ? undefined : connection.definition;
  }

  #work(expanded?: Expanded): GraphState {
    const cluster = this.#definition;
    const { overlays, shown = (state: GraphState) => state } = this.parts;
    if ((cluster && clusterIdentity(cluster)) !== (this.#cluster && clusterIdentity(this.#cluster)))
      this.#measurementHistory.clear();
    this.#cluster = cluster;
    return shown(
      graphState(this.#source.connection, {
        measurementHistory: this.#measurementHistory,
        content: cluster && this.parts.layoutStorage.contentOf(shortIdentity(cluster)),
        preview: overlays?.previews.currentIn(this.parts.session.connection),
        focus: overlays?.ruleFocus.placeIn(this.parts.session.connection),
        expanded,
      }),
    );
  }
}
