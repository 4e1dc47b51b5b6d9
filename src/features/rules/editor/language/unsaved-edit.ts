import * as vscode from 'vscode';

/**
 * Returns the edit that a rename gives to VS Code. After a rename in several documents, VS Code saves them by itself,
 * which would write to the cluster. So these are edited by the extension: VS Code asks as well, and saves nothing.
 */
export function unsavedEdit(edit: vscode.WorkspaceEdit): vscode.WorkspaceEdit {
  if (edit.entries().length < 2) return edit;
  void vscode.workspace.applyEdit(edit);
  return new vscode.WorkspaceEdit();
}
