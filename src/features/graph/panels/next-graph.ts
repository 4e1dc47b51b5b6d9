import * as vscode from 'vscode';
import type { Disposable } from '../../../base/emitter';
import type { ClusterGraph } from './cluster-graph';
import { GraphUses } from './graph-uses';
import type { GraphHost, PanelGraph } from './panel';

/**
 * The graph of the current cluster or, if there is none, of the one that is connected next. Stays with it, and follows
 * its name to other addresses.
 */
export class NextGraph implements GraphHost, Disposable {
  readonly #changed = new vscode.EventEmitter<unknown>();
  readonly onDidChange = this.#changed.event;
  readonly #uses: GraphUses;
  readonly #subscription: Disposable;
  #following: Disposable | undefined;
  #graph: ClusterGraph;
  /** The name of the cluster; undefined before there was one. */
  #name: string | undefined;

  /**
   * @param current The graph of the current cluster.
   * @param own Returns the graph of a cluster by its short identity.
   */
  constructor(
    private readonly current: ClusterGraph,
    private readonly own: (id: string) => ClusterGraph,
  ) {
    this.#graph = current;
    this.#uses = new GraphUses(current);
    this.#subscription = current.onDidChange(() => this.#follow());
    this.#follow();
  }

  get cluster(): string | undefined {
    return this.#graph.cluster;
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
    this.#following?.dispose();
    this.#uses.dispose();
    this.#changed.dispose();
  }

  #follow(): void {
    const { id, cluster } = this.current;
    const isNext = this.#name === undefined || (this.#name === cluster && this.#graph.cluster === undefined);
    const next = id !== undefined && isNext ? this.own(id) : this.#graph;
    if (next === this.#graph) {
      if (next === this.current) this.#changed.fire(undefined);
      return;
    }
    this.#name = cluster;
    this.#graph = next;
    this.#following?.dispose();
    this.#following = next.onDidChange(() => this.#changed.fire(undefined));
    this.#uses.moveTo(this.#graph);
    this.#changed.fire(undefined);
  }
}
