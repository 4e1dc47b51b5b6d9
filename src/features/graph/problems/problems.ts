import * as vscode from 'vscode';
import { Disposables } from '../../../base/disposables';
import type { CommandContext } from '../../../app/commands';
import { SCHEME } from '../../../app/rules-uri/names';
import { documentName, addressOf } from '../../../app/rules-uri/address';
import { diagnostic } from '../../../app/text/editor';
import type { ClusterGraph } from '../panels/cluster-graph';
import { problemsOf, type Problem } from './problem-list';

/** Lists contradictions in the Problems panel at the deciding rules. Polls the collector meanwhile. */
export class Problems implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('calico-stars-observed');
  readonly #subscriptions: Disposables;
  #shown = '';

  constructor(
    private readonly context: Pick<CommandContext, 'session'>,
    private readonly host: Pick<ClusterGraph, 'state' | 'onDidChange' | 'watchObservation'>,
  ) {
    this.#subscriptions = new Disposables([host.watchObservation(), host.onDidChange(() => this.#update())]);
    this.#update();
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#collection.dispose();
  }

  #update(): void {
    const { state } = this.host;
    const problems = state.kind === 'graph' ? problemsOf(state) : [];
    const shown = JSON.stringify(problems);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#show(problems);
  }

  #show(problems: readonly Problem[]): void {
    const { connection, snapshot } = this.context.session;
    this.#collection.clear();
    if (connection.state !== 'connected' || !snapshot) return;
    for (const profile of new Set(problems.map((problem) => problem.profile))) {
      const found = problems.filter((problem) => problem.profile === profile);
      const uri = vscode.Uri.from({
        scheme: SCHEME,
        ...addressOf(connection.definition, documentName(profile, snapshot)),
      });
      this.#collection.set(
        uri,
        found.map(({ code, message }) => {
          const found = diagnostic(new vscode.Range(0, 0, 0, 0), message, vscode.DiagnosticSeverity.Warning);
          return Object.assign(found, { source: 'calico', code });
        }),
      );
    }
  }
}
