import * as vscode from 'vscode';
import type { Disposable } from '../../../base/emitter';
import type { ClusterGraph } from './cluster-graph';
import { GraphUses } from './graph-uses';
import type { GraphHost, PanelGraph } from './panel';

/** A shared graph that is released when disposed. */
export interface SharedGraph extends Disposable {
  readonly graph: ClusterGraph;
}

/**
 * The graph of one cluster: that of the window's session while it is connected, with all its actions, else a read-only
 * one with a session of its own.
 */
export class BoundGraph implements GraphHost, Disposable {
  readonly #changed = new vscode.EventEmitter<unknown>();
  readonly onDidChange = this.#changed.event;
  readonly #uses: GraphUses;
  readonly #subscription: Disposable;
  #shared: SharedGraph | undefined;
  #following: Disposable | undefined;
  #graph: ClusterGraph;

  /**
   * @param own The graph of the window's session with the cluster.
   * @param share Provides a read-only graph.
   */
  constructor(
    readonly cluster: string,
    private readonly own: ClusterGraph,
    private readonly share: () => SharedGraph,
  ) {
    this.#graph = own;
    this.#uses = new GraphUses(own);
    this.#choose();
    this.#subscription = own.onDidChange(() => {
      this.#choose();
      if (this.#graph === own) this.#changed.fire(undefined);
    });
  }

  get graph(): PanelGraph {
    return this.#graph;
  }

  watchObservation(): Disposable {
    return this.#uses.watchObservation();
  }

  record(): Disposable {
    return this.#uses.record();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#uses.dispose();
    this.#following?.dispose();
    this.#shared?.dispose();
    this.#changed.dispose();
  }

  /** Selects the graph for the cluster. */
  #choose(): void {
    const isConnected = this.own.cluster !== undefined;
    if (isConnected ? !this.#shared : this.#shared) return;
    const before = this.#shared;
    this.#following?.dispose();
    this.#shared = isConnected ? undefined : this.share();
    this.#graph = this.#shared?.graph ?? this.own;
    this.#following = this.#shared?.graph.onDidChange(() => this.#changed.fire(undefined));
    this.#uses.moveTo(this.#graph);
    before?.dispose();
    if (!isConnected) this.#changed.fire(undefined);
  }
}
