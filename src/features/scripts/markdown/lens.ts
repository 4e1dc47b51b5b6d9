import * as vscode from 'vscode';
import { Command } from '../../../app/ids';
import { codeLens } from '../../../app/text/editor';
import { icons } from '../../../base/text/markup';
import { scriptsIn } from './fences';

/** Offers *Run in Calico Stars* above blocks of Markdown that hold commands of calicoctl. */
export function registerMarkdownLens(): vscode.Disposable {
  return vscode.languages.registerCodeLensProvider(
    { language: 'markdown' },
    {
      provideCodeLenses: (document) =>
        scriptsIn(document.getText()).map(({ line, text }) =>
          codeLens(document.lineAt(line).range, {
            title: icons`$(play) Run in Calico Stars`,
            tooltip: 'Shows what each line would do first',
            command: Command.runCalicoctl,
            arguments: [text],
          }),
        ),
    },
  );
}
