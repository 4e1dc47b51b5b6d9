import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Command } from '../../../app/ids';
import { codeLens, type LensCommand } from '../../../app/text/editor';
import { icons } from '../../../base/text/markup';
import { scriptsIn } from './fences';
import type { TutorialBlock } from './tutorial';

/** Shows above Markdown blocks with commands of calicoctl, docker and curl what runs them from here. */
export function registerMarkdownLens(): vscode.Disposable {
  return vscode.languages.registerCodeLensProvider(
    { language: 'markdown' },
    {
      provideCodeLenses: async (document) => {
        const { tutorialBlocksIn } = await import('./tutorial');
        const text = document.getText();
        return [
          ...scriptsIn(text).map(({ line, text: script }) => codeLens(document.lineAt(line).range, running(script))),
          ...tutorialBlocksIn(text).map((block) =>
            codeLens(document.lineAt(block.line).range, commandOf(block, document.uri)),
          ),
        ];
      },
    },
  );
}

function running(script: string): LensCommand {
  return {
    title: icons`$(play) ${l10n.t('Run in Calico Stars')}`,
    tooltip: l10n.t('Shows what each line would do before anything changes'),
    command: Command.runCalicoctl,
    arguments: [script],
  };
}

function commandOf(block: TutorialBlock, document: vscode.Uri): LensCommand {
  switch (block.kind) {
    case 'networks':
      return {
        title: icons`$(play) ${l10n.t('Create These Networks')}`,
        tooltip: block.networks.map(({ name }) => name).join(', '),
        command: Command.createNetwork,
        arguments: [{ networks: block.networks }],
      };
    case 'group':
      return {
        title: icons`$(play) ${l10n.t('Launch This Group')}`,
        tooltip: block.file,
        command: Command.launchGroup,
        arguments: [vscode.Uri.joinPath(document, '..', block.file)],
      };
  }
}
