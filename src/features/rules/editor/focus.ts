import * as vscode from 'vscode';
import { Disposables } from '../../../base/disposables';
import { connectionOf, type DocumentSessions } from '../../../app/rules-uri/session';
import { profileNamed } from '../../../cluster/model/indexes';
import type { RuleFocus, RulePlace } from '../../../app/preview/rule-focus';
import { read } from './files/documents';
import { parseDocumentUri } from '../../../app/rules-uri/address';
import { LANGUAGE } from '../../../app/rules-uri/names';
import { findIn, rulesIn } from '../../../app/rules-uri/positions';

/** Follows the cursor, so that other views highlight its rule. */
export class CursorFocus implements vscode.Disposable {
  readonly #subscriptions: Disposables;
  /** The last text editor, also while another view has the focus. */
  #editor = vscode.window.activeTextEditor;

  constructor(
    private readonly sessions: DocumentSessions,
    private readonly focus: RuleFocus,
  ) {
    this.#subscriptions = new Disposables([
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        // No editor is active while a graph is, whose highlights must stay.
        if (editor) this.#editor = editor;
        this.#update();
      }),
      vscode.window.onDidChangeVisibleTextEditors(() => this.#update()),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (textEditor === this.#editor) this.#update();
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document === this.#editor?.document) this.#update();
      }),
      sessions.onDidChange(() => this.#update()),
    ]);
    this.#update();
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.focus.set(undefined);
  }

  #update(): void {
    const editor = this.#editor;
    const shown = editor && vscode.window.visibleTextEditors.includes(editor) ? editor : undefined;
    const place = shown && this.#placeOf(shown);
    const address = place && parseDocumentUri(shown.document.uri);
    this.focus.set(place, address && connectionOf(address, this.sessions));
  }

  /** Returns the cluster's rule that equals the one at the cursor. */
  #placeOf({ document, selection }: vscode.TextEditor): RulePlace | undefined {
    if (document.languageId !== LANGUAGE) return undefined;
    const { document: rules, subject } = read(document, this.sessions);
    if (subject?.kind !== 'profile') return undefined;
    const stored = profileNamed(subject.profile, subject.policy);
    if (stored?.kind !== 'profile') return undefined;
    for (const direction of ['inbound', 'outbound'] as const) {
      const index = rules[direction].findIndex(({ line }) => line === selection.active.line);
      if (index < 0) continue;
      const found = findIn(rulesIn(rules, direction, subject), index, stored[direction]);
      return found === undefined ? undefined : { profile: stored.name, direction, position: found + 1 };
    }
    return undefined;
  }
}
