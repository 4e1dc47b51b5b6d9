import * as vscode from 'vscode';
import { isOf, parseDocumentUri } from '../../app/rules-uri/address';
import { SCHEME } from '../../app/rules-uri/names';
import type { ClusterSession } from '../../cluster/connection/session';
import { documentChanges } from './document-changes';
import type { Explained } from './explain';

/** Offers the changes of open explanations as quick fixes in the documents that they concern. */
export class DocumentFixes {
  readonly #shown = new Map<object, Explained>();
  #registration: vscode.Disposable | undefined;

  constructor(private readonly session: Pick<ClusterSession, 'connection' | 'snapshot'>) {}

  /** Replaces the explanation of an owner. */
  show(owner: object, explained: Explained | undefined): void {
    if (explained && explained.offers.size > 0) this.#shown.set(owner, explained);
    else this.#shown.delete(owner);
    if (this.#shown.size === 0) {
      this.#registration?.dispose();
      this.#registration = undefined;
    } else
      this.#registration ??= vscode.languages.registerCodeActionsProvider(
        { scheme: SCHEME },
        { provideCodeActions: (document) => this.#fixesOf(document) },
        { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
      );
  }

  #fixesOf(document: vscode.TextDocument): vscode.CodeAction[] {
    const { connection, snapshot } = this.session;
    const place = parseDocumentUri(document.uri);
    if (!place || !snapshot || connection.state !== 'connected' || !isOf(place, connection.definition)) return [];
    const text = document.getText();
    const found = [...this.#shown.values()].flatMap((shown) => documentChanges(shown, place, text, snapshot));
    // The graph and a tab may explain the same connection.
    const distinct = new Map(found.map((change) => [change.title, change]));
    return [...distinct.values()].map(({ title, change: { start, end, text: replacement } }) => {
      const fix = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
      fix.edit = new vscode.WorkspaceEdit();
      const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
      fix.edit.replace(document.uri, range, replacement);
      return fix;
    });
  }
}
