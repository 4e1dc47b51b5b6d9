import type { Disposable } from '../../../base/emitter';
import { ReferenceCount } from '../../../base/reference-count';
import type { ClusterGraph } from './cluster-graph';

/** Polling and recording of a graph that another one may replace, in which they go on. */
export class GraphUses implements Disposable {
  readonly #watchers = new ReferenceCount(
    () => this.#use(),
    () => this.#use(),
  );
  readonly #recorders = new ReferenceCount(
    () => this.#use(),
    () => this.#use(),
  );
  #uses: readonly Disposable[] = [];

  constructor(private graph: ClusterGraph) {}

  watchObservation(): Disposable {
    return this.#watchers.use();
  }

  record(): Disposable {
    return this.#recorders.use();
  }

  /** Goes on with another graph. */
  moveTo(graph: ClusterGraph): void {
    this.graph = graph;
    this.#use();
  }

  dispose(): void {
    this.#uses.forEach((use) => use.dispose());
  }

  /** The new uses begin before the old ones end, so that what both share is not interrupted. */
  #use(): void {
    const before = this.#uses;
    this.#uses = [
      ...(this.#watchers.inUse ? [this.graph.watchObservation()] : []),
      ...(this.#recorders.inUse ? [this.graph.record()] : []),
    ];
    before.forEach((use) => use.dispose());
  }
}
