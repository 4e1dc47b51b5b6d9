import * as vscode from 'vscode';
import type { Disposable } from '../../../base/emitter';
import { ReferenceCount } from '../../../base/reference-count';
import type { ClusterGraph } from './cluster-graph';
import type { GraphHost, PanelGraph } from './panel';

/**
 * The graph of the current cluster or, if there is none, of the one that is connected next. Stays with it, and follows
 * its name to other addresses.
 */
export class NextGraph implements GraphHost, Disposable {
  readonly #changed = new vscode.EventEmitter<unknown>();
  readonly onDidChange = this.#changed.event;
  readonly #watchers = new ReferenceCount(
    () => this.#use(),
    () => this.#use(),
  );
  readonly #recorders = new ReferenceCount(
    () => this.#use(),
    () => this.#use(),
  );
  readonly #subscription: Disposable;
  #following: Disposable | undefined;
  #graph: ClusterGraph;
  /** The name of the cluster; undefined before there was one. */
  #name: string | undefined;
  /** The current uses of the graph: polling and recording. */
  #uses: readonly Disposable[] = [];

  /**
   * @param current The graph of the current cluster.
   * @param own Returns the graph of a cluster by its short identity.
   */
  constructor(
    private readonly current: ClusterGraph,
    private readonly own: (id: string) => ClusterGraph,
  ) {
    this.#graph = current;
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
    return this.#watchers.use();
  }

  record(): Disposable {
    return this.#recorders.use();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#following?.dispose();
    this.#uses.forEach((use) => use.dispose());
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
    this.#use();
    this.#changed.fire(undefined);
  }

  #use(): void {
    const before = this.#uses;
    this.#uses = [
      ...(this.#watchers.inUse ? [this.#graph.watchObservation()] : []),
      ...(this.#recorders.inUse ? [this.#graph.record()] : []),
    ];
    before.forEach((use) => use.dispose());
  }
}
