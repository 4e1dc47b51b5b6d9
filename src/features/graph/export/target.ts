import * as vscode from 'vscode';

/**
 * Returns the file that other code passed to a command. undefined if the user ran it: a title button passes the
 * editor's URI.
 */
export function targetIn(argument: unknown): vscode.Uri | undefined {
  return argument instanceof vscode.Uri && argument.scheme !== 'webview-panel' ? argument : undefined;
}
