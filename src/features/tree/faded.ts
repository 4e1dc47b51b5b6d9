import * as vscode from 'vscode';
import { FADED } from './rows/colors';

const SCHEME = 'calico-stars-stale';

/** Returns the URI of a row that is drawn faded. @param id The row's ID. */
export function fadedUri(id: string): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: `/${id}` });
}

/** Draws the texts of rows faded that have a {@link fadedUri}. Tree items have no color of their own. */
export function registerFadedRows(): vscode.Disposable {
  const decoration = new vscode.FileDecoration(undefined, undefined, new vscode.ThemeColor(FADED));
  return vscode.window.registerFileDecorationProvider({
    provideFileDecoration: ({ scheme }) => (scheme === SCHEME ? decoration : undefined),
  });
}
