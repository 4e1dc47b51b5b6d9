import * as vscode from 'vscode';
import { diagnostic } from '../../../app/text/editor';
import { Disposables } from '../../../base/disposables';
import { PAUSE, SEVERITIES } from '../editor/diagnostics/diagnostics';
import { shownRange } from '../editor/objects/diagnostics';
import type { OpenManifests } from './open-manifests';
import { MANIFESTS } from './selector';

/** Keeps the findings in YAML files up to date. */
export class ManifestDiagnostics implements vscode.Disposable {
  readonly #findings = vscode.languages.createDiagnosticCollection('calico manifests');
  readonly #subscriptions: Disposables;
  readonly #waiting = new Map<vscode.TextDocument, ReturnType<typeof setTimeout>>();

  constructor(private readonly manifests: OpenManifests) {
    const { workspace } = vscode;
    this.#subscriptions = new Disposables([
      this.#findings,
      workspace.onDidOpenTextDocument((document) => this.#check(document)),
      workspace.onDidChangeTextDocument(({ document }) => this.#typed(document)),
      workspace.onDidCloseTextDocument((document) => {
        this.#rest(document);
        this.#findings.delete(document.uri);
      }),
    ]);
    workspace.textDocuments.forEach((document) => this.#check(document));
  }

  dispose(): void {
    this.#subscriptions.dispose();
    for (const document of [...this.#waiting.keys()]) this.#rest(document);
  }

  /** Long files take a while, so they are checked when typing pauses. */
  #typed(document: vscode.TextDocument): void {
    if (vscode.languages.match(MANIFESTS, document) === 0) return;
    this.#rest(document);
    this.#waiting.set(
      document,
      setTimeout(() => this.#check(document), PAUSE),
    );
  }

  #rest(document: vscode.TextDocument): void {
    clearTimeout(this.#waiting.get(document));
    this.#waiting.delete(document);
  }

  #check(document: vscode.TextDocument): void {
    this.#rest(document);
    if (vscode.languages.match(MANIFESTS, document) === 0) return;
    const { parts, problems } = this.manifests.in(document);
    const found = [
      ...problems.map((problem) => ({ ...problem, severity: 'error' as const })),
      ...parts.flatMap((part) => part.document.problems),
    ];
    this.#findings.set(
      document.uri,
      found.map((problem) => {
        const shown = diagnostic(shownRange(document, problem), problem.message, SEVERITIES[problem.severity]);
        shown.source = 'calico';
        return shown;
      }),
    );
  }
}
