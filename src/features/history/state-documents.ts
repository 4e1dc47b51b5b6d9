import * as vscode from 'vscode';

/** The scheme of the URIs of past states. */
export const STATE_SCHEME = 'calico-stars-history';

/** Shows past states as documents whose URI contains their text, so that nothing has to be stored. */
export function registerStateDocuments(): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(STATE_SCHEME, {
    provideTextDocumentContent: ({ query }) => query,
  });
}
