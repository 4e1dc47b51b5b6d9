import * as vscode from 'vscode';
import { followParts, type DocumentSessions } from '../../../../app/rules-uri/session';
import { inlayHint } from '../../../../app/text/editor';
import { readObject } from './documents';
import type { ObjectLint } from './lint';
import { objectNotes, type ObjectNote } from './notes';

/** Shows in documents of policies what their parts mean in the cluster, with unsaved changes. */
export class ObjectNoteHints implements vscode.InlayHintsProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeInlayHints = this.#changed.event;
  readonly #subscription: { dispose(): unknown };

  constructor(
    sessions: DocumentSessions,
    private readonly lint: Pick<ObjectLint, 'policyWith'>,
  ) {
    this.#subscription = followParts(
      sessions,
      ({ policy }) => [policy],
      () => this.#changed.fire(),
    );
  }

  provideInlayHints(document: vscode.TextDocument, range: vscode.Range): vscode.InlayHint[] {
    const open = readObject(document);
    const policy = open && this.lint.policyWith(document);
    if (!policy) return [];
    return noteHints(objectNotes(open.id, open.document.yaml, policy), document, range);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}

/** Returns the hints of notes that are in a range. */
export function noteHints(
  notes: readonly ObjectNote[],
  document: vscode.TextDocument,
  range: vscode.Range,
): vscode.InlayHint[] {
  return notes
    .map(({ start, text, tooltip }) =>
      inlayHint(document.lineAt(document.positionAt(start)).range.end, text, [tooltip]),
    )
    .filter(({ position }) => range.contains(position));
}
