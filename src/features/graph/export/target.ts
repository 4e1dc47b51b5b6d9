import * as vscode from 'vscode';

/** The file that a command was called with by other code; undefined when a person called it: a title button gives the editor's own address. */
export function targetIn(argument: unknown): vscode.Uri | undefined {
  return argument instanceof vscode.Uri && argument.scheme !== 'webview-panel' ? argument : undefined;
}
