import * as l10n from '@vscode/l10n';
import { Disposables } from '../../../../base/disposables';
import * as vscode from 'vscode';
import type { Reporter } from '../../../../app/reporter';
import { documentAt } from '../../../../app/rules-uri/document-at';
import type { ProfileFiles } from './files';
import { mergeTexts } from './merge';
import type { Version } from './versions';
import { parseDocumentUri } from '../../../../app/rules-uri/address';
import { withoutCounts } from '../../../../policy/documents';

/** The scheme of read-only texts: the sides of a comparison. */
const SIDE = 'calico-stars-side';

/** Offers resolutions if a save fails because the profile changed. Nothing is overwritten without confirmation. */
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
   * Compares the text with the cluster's, or if that changed since the text was opened, shows each side's changes.
   * Comparing changes nothing about what a save may overwrite.
   */
  async compare(uri: vscode.Uri): Promise<void> {
    const { now, opened } = this.files.versions(uri);
    const document = documentAt(uri);
    if (!now || !opened || !document) return;
    const side = (name: string, text: string) => {
      // The name is the only title of the text, so it must identify the side.
      const at = uri.with({
        scheme: SIDE,
        path: uri.path.replace(/(\.[^.]*)?$/, ` (${name})$1`),
        query: String(now.size),
      });
      this.#sides.set(at.toString(), text);
      return at;
    };
    if (now === opened) {
      const theirs = side(l10n.t('In the Cluster'), now.content.text);
      await vscode.commands.executeCommand(
        'vscode.diff',
        theirs,
        uri,
        l10n.t('{0}: In the Cluster ↔ Yours', nameOf(uri)),
      );
      return;
    }
    const written = (text: string) => (now.content.kind === 'resource' ? withoutCounts(text) : text);
    const theirs = side(l10n.t('In the Cluster'), written(now.content.text));
    const base = side(l10n.t('Before Your Edits'), written(opened.content.text));
    const yours = side(l10n.t('Yours'), written(document.getText()));
    // Shows both sides' changes, one below the other. The merge editor is not used: it saves the document as it
    // opens, which would enforce changes that have not been reviewed.
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
    const { now } = this.files.versions(uri);
    this.reporter.warning(
      message,
      ...(compare ? [{ title: l10n.t('Compare'), run: () => this.compare(uri) }] : []),
      { title: l10n.t('Merge'), run: () => this.#merge(uri) },
      { title: l10n.t('Take Theirs'), run: () => this.#revert(uri) },
      { title: l10n.t('Overwrite'), run: () => this.#overwrite(uri, now) },
    );
  }

  /** Applies both sides' changes to the text. Only the next save stores it. */
  async #merge(uri: vscode.Uri): Promise<void> {
    // Both sides may change until the document is shown.
    const document = documentAt(uri) && (await vscode.window.showTextDocument(uri)).document;
    const { now, opened } = this.files.versions(uri);
    if (!now || !opened || !document) return;
    const merged = mergeTexts(document.getText(), opened.content.text, now.content.text);
    if (merged === undefined) {
      this.#offer(uri, l10n.t('Both sides changed the same lines of {0}, so they can’t be merged.', nameOf(uri)), true);
      return;
    }
    const edit = new vscode.WorkspaceEdit();
    edit.replace(uri, new vscode.Range(0, 0, document.lineCount, 0), merged);
    if (await vscode.workspace.applyEdit(edit)) this.files.noteMerged(uri, now);
  }

  /** Overwrites the state that the user was told of. A later change is a conflict again. */
  async #overwrite(uri: vscode.Uri, told: Version | undefined): Promise<void> {
    const document = documentAt(uri);
    if (!told || !document?.isDirty) return;
    this.files.rebase(uri, told);
    await document.save();
  }

  async #revert(uri: vscode.Uri): Promise<void> {
    await vscode.window.showTextDocument(uri);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
}

function nameOf(uri: vscode.Uri): string {
  return parseDocumentUri(uri)?.name ?? uri.path;
}
