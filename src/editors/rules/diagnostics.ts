import * as vscode from 'vscode';
import type { Session } from '../../cluster/session';
import type { Snapshot } from '../../cluster/snapshot';
import type { DocumentProblem } from '../../policy/document';
import { rangeOf, read } from './documents';
import type { ProfileFiles } from './files';
import { findingsOf } from './findings';
import { LANGUAGE } from './names';

/** A finding as VS Code shows it, with what a quick fix needs. */
export class Finding extends vscode.Diagnostic {
  constructor(
    document: vscode.TextDocument,
    readonly problem: DocumentProblem,
  ) {
    super(shownRange(document, problem), problem.message, problem.severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning);
    this.source = 'calico';
    this.code = problem.code;
    if (problem.code === 'duplicate') this.tags = [vscode.DiagnosticTag.Unnecessary];
  }
}

/** Whether a text with unsaved edits started from something else than the cluster holds now. */
export function changedMeanwhile(document: vscode.TextDocument, files: ProfileFiles): boolean {
  const { now, opened } = files.versions(document.uri);
  return document.isDirty && opened !== undefined && now?.content.text !== opened.content.text;
}

/** All findings of a document now. */
export function findingsIn(document: vscode.TextDocument, session: Session): readonly Finding[] {
  const { document: rules, subject } = read(document, session);
  return findingsOf(rules, subject).map((problem) => new Finding(document, problem));
}

/** Keeps the findings of all open rules documents up to date: at every keystroke, and when the cluster changes. */
export class Diagnostics implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection(LANGUAGE);
  readonly #subscriptions: readonly { dispose(): unknown }[];
  #shown: Snapshot | undefined;

  constructor(
    private readonly session: Session,
    private readonly files: ProfileFiles,
  ) {
    this.#subscriptions = [
      vscode.workspace.onDidOpenTextDocument((document) => this.#update(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#update(document)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#collection.delete(uri)),
      session.onDidChangeSnapshot((snapshot) => this.#follow(snapshot)),
    ];
    this.#updateAll();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#collection.dispose();
  }

  #follow(snapshot: Snapshot | undefined): void {
    const same = snapshot?.policy === this.#shown?.policy && snapshot?.networks === this.#shown?.networks;
    this.#shown = snapshot;
    if (!same) this.#updateAll();
  }

  #updateAll(): void {
    for (const document of vscode.workspace.textDocuments) this.#update(document);
  }

  #update(document: vscode.TextDocument): void {
    if (document.languageId !== LANGUAGE) return;
    this.#collection.set(document.uri, [...this.#notices(document), ...findingsIn(document, this.session)]);
  }

  /** A text with unsaved edits does not follow the cluster; that is said at its head. */
  #notices(document: vscode.TextDocument): readonly vscode.Diagnostic[] {
    if (!changedMeanwhile(document, this.files)) return [];
    const message = this.files.versions(document.uri).now ? 'The profile was changed in the cluster since this text was opened. Saving will ask; nothing is overwritten.' : 'The profile has gone from the cluster. The text stays here.';
    return [new vscode.Diagnostic(document.lineAt(0).range, message, vscode.DiagnosticSeverity.Warning)];
  }
}

/** A place between two words is shown at the word before it. */
function shownRange(document: vscode.TextDocument, problem: DocumentProblem): vscode.Range {
  const range = rangeOf(document, problem);
  if (!range.isEmpty) return range;
  return document.getWordRangeAtPosition(range.start, /\S+/) ?? range;
}
