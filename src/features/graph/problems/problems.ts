import * as vscode from 'vscode';
import { Disposables } from '../../../base/disposables';
import { grouped } from '../../../base/grouped';
import { dataOf } from '../../../cluster/model/indexes';
import type { Connected } from '../../../app/commands';
import { uriOf } from '../../../app/rules-uri/shown-lines';
import { resourceIdOf } from '../../../policy/resources';
import { diagnostic } from '../../../app/text/editor';
import type { ClusterGraph } from '../panels/cluster-graph';
import { policyObject } from '../state/node-policy';
import { problemsOf, type Decider, type Problem } from './problem-list';

/** What compares a cluster's measurements with its policy. */
export type ObservedGraph = Pick<ClusterGraph, 'state' | 'onDidChange' | 'watchObservation'>;

/** Lists contradictions of a cluster in the Problems panel at the deciding rules. Polls the collector meanwhile. */
export class Problems implements vscode.Disposable {
  readonly #collection: vscode.DiagnosticCollection;
  readonly #subscriptions: Disposables;
  #shown = '';

  constructor(
    readonly connection: Pick<Connected, 'definition' | 'store'>,
    private readonly graph: ObservedGraph,
  ) {
    this.#collection = vscode.languages.createDiagnosticCollection(`calico observed in ${connection.definition.name}`);
    this.#subscriptions = new Disposables([graph.watchObservation(), graph.onDidChange(() => this.#update())]);
    this.#update();
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#collection.dispose();
  }

  #update(): void {
    const { state } = this.graph;
    const problems = state.kind === 'graph' ? problemsOf(state) : [];
    const shown = JSON.stringify(problems);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#show(problems);
  }

  #show(problems: readonly Problem[]): void {
    this.#collection.clear();
    const { name } = this.connection.definition;
    for (const found of grouped(problems, ({ at }) => JSON.stringify(at)).values()) {
      const uri = found[0] && this.#uriOf(found[0].at);
      if (!uri) continue;
      this.#collection.set(
        uri,
        found.map(({ code, message }) => {
          const shown = diagnostic(new vscode.Range(0, 0, 0, 0), message, vscode.DiagnosticSeverity.Warning);
          // Documents of several clusters may have the same name.
          return Object.assign(shown, { source: `calico in ${name}`, code });
        }),
      );
    }
  }

  /** Returns the document of what decides; undefined if it has none. */
  #uriOf(at: Decider): vscode.Uri | undefined {
    const {
      definition,
      store: { snapshot },
    } = this.connection;
    if (at.kind === 'profile') return uriOf(at, definition, snapshot);
    const policy = dataOf(snapshot.policy);
    const object = policy && policyObject(at.policy, policy);
    const resource = object && resourceIdOf(object);
    return resource && uriOf({ resource }, definition, snapshot);
  }
}
