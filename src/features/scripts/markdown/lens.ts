import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Command } from '../../../app/ids';
import { codeLens } from '../../../app/text/editor';
import { icons } from '../../../base/text/markup';
import { scriptsIn } from './fences';

/** Shows *Run in Calico Stars* above Markdown blocks with calicoctl commands. */
export function registerMarkdownLens(): vscode.Disposable {
  return vscode.languages.registerCodeLensProvider(
    { language: 'markdown' },
    {
      provideCodeLenses: (document) =>
        scriptsIn(document.getText()).map(({ line, text }) =>
          codeLens(document.lineAt(line).range, {
            title: icons`$(play) ${l10n.t('Run in Calico Stars')}`,
            tooltip: l10n.t('Shows what each line would do before anything changes'),
            command: Command.runCalicoctl,
            arguments: [text],
          }),
        ),
    },
  );
}
