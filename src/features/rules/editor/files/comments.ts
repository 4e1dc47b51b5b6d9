import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { parseDocument } from '../../../../policy/calico1/document';
import { tell } from '../../../../app/text/window';
import { LANGUAGE, SCHEME } from '../../../../app/rules-uri/names';
import type { ProfileFiles } from './files';

/** Shows once, when the user first types a comment, that comments are not stored. */
export function announceComments(files: ProfileFiles): vscode.Disposable {
  const subscription = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    const { opened } = files.versions(document.uri);
    if (document.uri.scheme !== SCHEME || document.languageId !== LANGUAGE || !document.isDirty || !opened) return;
    if (
      !contentChanges.some(({ text }) => text.includes('#')) ||
      commentsOf(document.getText()) <= commentsOf(opened.content.text)
    )
      return;
    subscription.dispose();
    void tell('info', l10n.t('Comments are not saved. Only the tags and rules are written to the cluster.'));
  });
  return subscription;
}

function commentsOf(text: string): number {
  return parseDocument(text).lines.filter(({ syntax }) => syntax.comment).length;
}
