import * as vscode from 'vscode';
import { followParts, type DocumentSessions } from '../../../../app/rules-uri/session';
import { inlayHint } from '../../../../app/text/editor';
import { readObject } from './documents';
import type { ObjectLint } from './lint';
import { objectNotes } from './notes';

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
    return objectNotes(open.id, open.document.yaml, policy)
      .map(({ start, text, tooltip }) =>
        inlayHint(document.lineAt(document.positionAt(start)).range.end, text, [tooltip]),
      )
      .filter(({ position }) => range.contains(position));
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}
