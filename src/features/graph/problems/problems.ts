import * as vscode from 'vscode';
import { Disposables } from '../../../base/disposables';
import type { Connected } from '../../../app/commands';
import { SCHEME } from '../../../app/rules-uri/names';
import { documentName, addressOf } from '../../../app/rules-uri/address';
import { diagnostic } from '../../../app/text/editor';
import type { ClusterGraph } from '../panels/cluster-graph';
import { problemsOf, type Problem } from './problem-list';

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
    const { definition, store } = this.connection;
    this.#collection.clear();
    for (const profile of new Set(problems.map((problem) => problem.profile))) {
      const found = problems.filter((problem) => problem.profile === profile);
      const uri = vscode.Uri.from({ scheme: SCHEME, ...addressOf(definition, documentName(profile, store.snapshot)) });
      this.#collection.set(
        uri,
        found.map(({ code, message }) => {
          const found = diagnostic(new vscode.Range(0, 0, 0, 0), message, vscode.DiagnosticSeverity.Warning);
          // Documents of several clusters may have the same name.
          return Object.assign(found, { source: `calico in ${definition.name}`, code });
        }),
      );
    }
  }
}
