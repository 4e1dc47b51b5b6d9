import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Disposables } from '../../../../base/disposables';
import type { Session } from '../../../../cluster/connection/session';
import { diagnostic } from '../../../../app/text/editor';
import { rangeOf } from '../files/documents';
import type { ProfileFiles } from '../files/files';
import { changedMeanwhile } from '../diagnostics/diagnostics';
import { readObject } from './documents';

/** Keeps the findings in the documents of objects up to date. */
export class ObjectDiagnostics implements vscode.Disposable {
  readonly #findings = vscode.languages.createDiagnosticCollection('calico objects');
  readonly #subscriptions: Disposables;

  constructor(
    session: Pick<Session, 'onDidChangeSnapshot'>,
    private readonly files: ProfileFiles,
  ) {
    this.#subscriptions = new Disposables([
      vscode.workspace.onDidOpenTextDocument((document) => this.#update(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#update(document)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#findings.delete(uri)),
      session.onDidChangeSnapshot(() => this.#updateAll()),
    ]);
    this.#updateAll();
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#findings.dispose();
  }

  #updateAll(): void {
    for (const document of vscode.workspace.textDocuments) this.#update(document);
  }

  #update(document: vscode.TextDocument): void {
    const open = readObject(document);
    if (!open) return;
    this.#findings.set(document.uri, [
      ...this.#notices(document),
      ...open.document.problems.map((problem) => {
        const range = visible(document, rangeOf(document, problem));
        const severity =
          problem.severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
        return diagnostic(range, problem.message, severity);
      }),
    ]);
  }

  /** Warns at the top of a text with unsaved edits, which does not follow the cluster. */
  #notices(document: vscode.TextDocument): readonly vscode.Diagnostic[] {
    if (!changedMeanwhile(document, this.files)) return [];
    const message = this.files.versions(document.uri).now
      ? l10n.t(
          'The object was changed in the cluster after this document was opened. Saving asks before it overwrites anything.',
        )
      : l10n.t('The object no longer exists in the cluster. The text stays in the editor.');
    return [diagnostic(document.lineAt(0).range, message, vscode.DiagnosticSeverity.Warning)];
  }
}

/** A block of several lines is marked on its first line; nothing, on the word before it. */
function visible(document: vscode.TextDocument, range: vscode.Range): vscode.Range {
  if (range.isEmpty) return document.getWordRangeAtPosition(range.start, /\S+/) ?? range;
  return range.isSingleLine ? range : new vscode.Range(range.start, document.lineAt(range.start.line).range.end);
}
