import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';

/**
 * Gives the texts of the extension the bundle that the editor has loaded for its display language. Code below `app`
 * knows no editor, so all code takes its texts from `@vscode/l10n`. Texts are read when they are shown, never at import.
 */
export function localize(): void {
  if (vscode.l10n.bundle) l10n.config({ contents: vscode.l10n.bundle });
}
