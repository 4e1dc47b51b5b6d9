import * as l10n from '@vscode/l10n';
import { Disposables } from '../../../../base/disposables';
import * as vscode from 'vscode';
import type { Reporter } from '../../../../app/reporter';
import { documentAt, type ProfileFiles } from './files';
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
      files.onDidConflict((uri) => this.#offer(uri)),
    ]);
  }

  /**
   * Shows the text beside what the cluster holds; when that is no longer what the text started from, what either
   * side changed of it.
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
    const theirs = side('theirs', now.content.text);
    if (now === opened) {
      await vscode.commands.executeCommand(
        'vscode.diff',
        theirs,
        uri,
        l10n.t('{0}: cluster ↔ yours', parseDocumentUri(uri)?.name ?? ''),
      );
      return;
    }
    const base = side('base', opened.content.text);
    const yours = side('yours', document.getText());
    this.files.rebase(uri);
    // Both sides' changes, one below the other, to be looked at. The merge editor is not used: it saves the document as it
    // opens, and so would put into force what nobody has looked at yet.
    await vscode.commands.executeCommand(
      'vscode.changes',
      l10n.t('{0}: theirs ↔ yours', parseDocumentUri(uri)?.name ?? ''),
      [
        [theirs, base, theirs],
        [yours, base, yours],
      ],
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #offer(uri: vscode.Uri): void {
    const name = parseDocumentUri(uri)?.name ?? uri.path;
    this.reporter.warning(
      l10n.t('{0} was changed in the cluster while you edited it. Nothing was overwritten.', name),
      { title: l10n.t('Compare'), run: () => this.compare(uri) },
      { title: l10n.t('Overwrite'), run: () => this.#overwrite(uri) },
      { title: l10n.t('Revert'), run: () => this.#revert(uri) },
    );
  }

  /** Over what the cluster holds now; a change that comes even later is a conflict again. */
  async #overwrite(uri: vscode.Uri): Promise<void> {
    this.files.rebase(uri);
    await documentAt(uri)?.save();
  }

  async #revert(uri: vscode.Uri): Promise<void> {
    await vscode.window.showTextDocument(uri);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
}
