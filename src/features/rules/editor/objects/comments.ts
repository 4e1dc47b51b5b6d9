import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { tell } from '../../../../app/text/window';
import { commentsIn } from '../../../../policy/documents';
import type { ProfileFiles } from '../files/files';
import { readObject } from './documents';

/** Tells once per document, when the user first types a comment, that the cluster does not store comments. */
export function announceObjectComments(files: ProfileFiles): vscode.Disposable {
  const told = new Set<string>();
  return vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    const uri = document.uri.toString();
    if (told.has(uri) || !document.isDirty || !contentChanges.some(({ text }) => text.includes('#'))) return;
    const { opened } = files.versions(document.uri);
    if (!opened || !readObject(document) || commentsIn(document.getText()) === 0) return;
    told.add(uri);
    void tell('info', l10n.t('Comments are not saved. The cluster stores the object, not its text.'));
  });
}
