import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Disposables } from '../../../../base/disposables';
import type { DocumentSessions } from '../../../../app/rules-uri/session';
import { parseDocumentUri } from '../../../../app/rules-uri/address';
import { concernsLint } from '../../../../app/settings';
import { diagnostic } from '../../../../app/text/editor';
import type { Span } from '../../../../policy/documents';
import { rangeOf } from '../files/documents';
import { knownRefusal } from '../files/refusal';
import type { ProfileFiles } from '../files/files';
import { changedMeanwhile, PAUSE, SEVERITIES } from '../diagnostics/diagnostics';
import { readObject } from './documents';
import type { ObjectLint, ObjectRemark } from './lint';

/** Keeps the findings in the documents of objects up to date. */
export class ObjectDiagnostics implements vscode.Disposable {
  readonly #findings = vscode.languages.createDiagnosticCollection('calico objects');
  readonly #remarks = vscode.languages.createDiagnosticCollection('calico objects lint');
  readonly #subscriptions: Disposables;
  readonly #waiting = new Map<vscode.TextDocument, ReturnType<typeof setTimeout>>();

  constructor(
    private readonly sessions: DocumentSessions,
    private readonly files: ProfileFiles,
    private readonly lint: ObjectLint,
  ) {
    this.#subscriptions = new Disposables([
      vscode.workspace.onDidOpenTextDocument((document) => this.#update(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#typed(document)),
      vscode.workspace.onDidCloseTextDocument((document) => this.#forget(document)),
      sessions.onDidChange(() => this.#updateAll()),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (concernsLint(change)) this.#updateAll();
      }),
    ]);
    this.#updateAll();
  }

  dispose(): void {
    this.#subscriptions.dispose();
    for (const document of [...this.#waiting.keys()]) this.#rest(document);
    this.#findings.dispose();
    this.#remarks.dispose();
  }

  #updateAll(): void {
    for (const document of vscode.workspace.textDocuments) this.#update(document);
  }

  #update(document: vscode.TextDocument): void {
    if (!readObject(document)) return;
    this.#showProblems(document);
    this.#showRemarks(document);
  }

  /** Lint takes longer, so it runs when typing pauses. */
  #typed(document: vscode.TextDocument): void {
    if (!readObject(document)) return;
    this.#showProblems(document);
    this.#rest(document);
    this.#waiting.set(
      document,
      setTimeout(() => this.#showRemarks(document), PAUSE),
    );
  }

  #showRemarks(document: vscode.TextDocument): void {
    this.#rest(document);
    this.#remarks.set(
      document.uri,
      this.lint.remarks(document).map((remark) => remarkIn(document, remark)),
    );
  }

  #forget(document: vscode.TextDocument): void {
    this.#rest(document);
    this.#findings.delete(document.uri);
    this.#remarks.delete(document.uri);
  }

  #rest(document: vscode.TextDocument): void {
    clearTimeout(this.#waiting.get(document));
    this.#waiting.delete(document);
  }

  #showProblems(document: vscode.TextDocument): void {
    const open = readObject(document);
    if (!open) return;
    this.#findings.set(document.uri, [
      ...this.#notices(document),
      ...open.document.problems.map((problem) =>
        diagnostic(shownRange(document, problem), problem.message, SEVERITIES[problem.severity]),
      ),
    ]);
  }

  /** Tells at the top of a text why it can't be changed, or that it does not follow the cluster: it has unsaved edits. */
  #notices(document: vscode.TextDocument): readonly vscode.Diagnostic[] {
    const place = parseDocumentUri(document.uri);
    const refusal = place && knownRefusal(place, this.sessions);
    if (refusal !== undefined)
      return [
        diagnostic(
          document.lineAt(0).range,
          l10n.t('This document is read-only. {0}', refusal),
          vscode.DiagnosticSeverity.Information,
        ),
      ];
    if (!changedMeanwhile(document, this.files)) return [];
    const message = this.files.versions(document.uri).now
      ? l10n.t(
          'The object was changed in the cluster after this document was opened. Saving asks before it overwrites anything.',
        )
      : l10n.t('The object no longer exists in the cluster. The text stays in the editor.');
    return [diagnostic(document.lineAt(0).range, message, vscode.DiagnosticSeverity.Warning)];
  }
}

/** Creates the diagnostic of a finding of lint. */
export function remarkIn(document: vscode.TextDocument, remark: ObjectRemark): vscode.Diagnostic {
  const { code, severity, message } = remark.finding;
  const shown = diagnostic(shownRange(document, remark), message, SEVERITIES[severity]);
  shown.source = 'calico';
  shown.code = code;
  return shown;
}

/** Returns the visible range of a finding: of a block of several lines, the first; of nothing, the word before it. */
export function shownRange(document: vscode.TextDocument, span: Span): vscode.Range {
  const range = rangeOf(document, span);
  if (range.isEmpty) return document.getWordRangeAtPosition(range.start, /\S+/) ?? range;
  return range.isSingleLine ? range : new vscode.Range(range.start, document.lineAt(range.start.line).range.end);
}
