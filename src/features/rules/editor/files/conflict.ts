import * as l10n from '@vscode/l10n';
import { Disposables } from '../../../../base/disposables';
import * as vscode from 'vscode';
import type { Reporter } from '../../../../app/reporter';
import { documentAt, type ProfileFiles } from './files';
import { mergeTexts } from './merge';
import { parseDocumentUri } from '../../../../app/rules-uri/address';

/** The scheme of texts that are only looked at: the sides of a comparison. */
const SIDE = 'calico-stars-side';

/** Offers what can be done when a text could not be stored since the profile changed meanwhile. Nothing is overwritten unasked. */
export class Conflicts implements vscode.Disposable {
  readonly #sides = new Map<string, string>();
  readonly #subscriptions: Disposables;

  constructor(
    private readonly files: ProfileFiles,
    private readonly reporter: Reporter,
  ) {
    this.#subscriptions = new Disposables([
      vscode.workspace.registerTextDocumentContentProvider(SIDE, {
        provideTextDocumentContent: (uri) => this.#sides.get(uri.toString()),
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#sides.delete(uri.toString())),
      files.onDidConflict((uri) =>
        this.#offer(
          uri,
          l10n.t('{0} was changed in the cluster while you edited it. Nothing was overwritten.', nameOf(uri)),
          true,
        ),
      ),
    ]);
  }

  /**
   * Shows the text beside what the cluster holds, or if that changed since the text was opened, what each side changed.
   * Comparing changes nothing about what a save may overwrite.
   */
  async compare(uri: vscode.Uri): Promise<void> {
    const { now, opened } = this.files.versions(uri);
    const document = documentAt(uri);
    if (!now || !opened || !document) return;
    const side = (name: string, text: string) => {
      // The name stands above the text: it must say whose it is.
      const at = uri.with({
        scheme: SIDE,
        path: uri.path.replace(/(\.[^.]*)?$/, ` (${name})$1`),
        query: String(now.size),
      });
      this.#sides.set(at.toString(), text);
      return at;
    };
    const theirs = side(l10n.t('In the Cluster'), now.content.text);
    if (now === opened) {
      await vscode.commands.executeCommand(
        'vscode.diff',
        theirs,
        uri,
        l10n.t('{0}: In the Cluster ↔ Yours', nameOf(uri)),
      );
      return;
    }
    const base = side(l10n.t('Before Your Edits'), opened.content.text);
    const yours = side(l10n.t('Yours'), document.getText());
    // Both sides' changes, one below the other, to be looked at. The merge editor is not used: it saves the document as it
    // opens, and so would put into force what nobody has looked at yet.
    await vscode.commands.executeCommand('vscode.changes', l10n.t('{0}: In the Cluster ↔ Yours', nameOf(uri)), [
      [theirs, base, theirs],
      [yours, base, yours],
    ]);
    this.#offer(uri, l10n.t('{0} differs from what is in the cluster. Nothing was overwritten.', nameOf(uri)));
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #offer(uri: vscode.Uri, message: string, compare = false): void {
    this.reporter.warning(
      message,
      ...(compare ? [{ title: l10n.t('Compare'), run: () => this.compare(uri) }] : []),
      { title: l10n.t('Merge'), run: () => this.#merge(uri) },
      { title: l10n.t('Take Theirs'), run: () => this.#revert(uri) },
      { title: l10n.t('Overwrite'), run: () => this.#overwrite(uri) },
    );
  }

  /** Puts both sides' changes into the text, which is stored by the next save and not before. */
  async #merge(uri: vscode.Uri): Promise<void> {
    const { now, opened } = this.files.versions(uri);
    const document = documentAt(uri);
    if (!now || !opened || !document) return;
    const merged = mergeTexts(document.getText(), opened.content.text, now.content.text);
    if (merged === undefined) {
      this.#offer(uri, l10n.t('Both sides changed the same lines of {0}, so they can’t be merged.', nameOf(uri)), true);
      return;
    }
    await vscode.window.showTextDocument(document);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(uri, new vscode.Range(0, 0, document.lineCount, 0), merged);
    if (await vscode.workspace.applyEdit(edit)) this.files.rebase(uri, now);
  }

  /** Over what the cluster holds now; a change that comes even later is a conflict again. */
  async #overwrite(uri: vscode.Uri): Promise<void> {
    const { now } = this.files.versions(uri);
    if (!now) return;
    this.files.rebase(uri, now);
    await documentAt(uri)?.save();
  }

  async #revert(uri: vscode.Uri): Promise<void> {
    await vscode.window.showTextDocument(uri);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
}

function nameOf(uri: vscode.Uri): string {
  return parseDocumentUri(uri)?.name ?? uri.path;
}
