import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';

/**
 * Passes the bundle that VS Code loaded for the display language to `@vscode/l10n`. Code below `app` doesn't know VS
 * Code, so all code gets its texts from that library. Texts are read when they are shown, never at import.
 */
export function localize(): void {
  if (vscode.l10n.bundle) l10n.config({ contents: vscode.l10n.bundle });
}
