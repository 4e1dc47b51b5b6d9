import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Command } from '../../../../app/ids';
import type { Previews } from '../../../../app/preview/previews';
import { effectSummary } from '../../../preview';
import { codeLens, type LensCommand } from '../../../../app/text/editor';
import { icons } from '../../../../base/text/markup';
import type { DocumentPreviews } from './document-previews';

/** Shows at the top of a document what its unsaved changes would open and close, or why that is unknown. */
export function previewLenses(previews: Previews, documents: DocumentPreviews): vscode.CodeLensProvider {
  return {
    onDidChangeCodeLenses: documents.onDidChange,
    provideCodeLenses(document) {
      const command = commandFor(document, previews, documents);
      return command ? [codeLens(new vscode.Range(0, 0, 0, 0), command)] : [];
    },
  };
}

function commandFor(
  document: vscode.TextDocument,
  previews: Previews,
  documents: DocumentPreviews,
): LensCommand | undefined {
  const reason = documents.reasonFor(document);
  if (reason !== undefined) return { title: icons`$(eye-closed) ${l10n.t('No preview: {0}', reason)}`, command: '' };
  const preview = previews.of(document);
  if (!preview?.session.snapshot) return undefined;
  return {
    title: icons`$(eye) ${l10n.t('Preview: {0}', effectSummary(preview.effect, preview.session.snapshot))}`,
    tooltip: l10n.t('Show Graph'),
    command: Command.showGraph,
  };
}
