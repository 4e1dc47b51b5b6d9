import * as vscode from 'vscode';
import { Command } from '../../app/ids';
import { register, type CommandContext } from '../../app/commands';
import { columnBesidePages } from '../../webviews/webview';

/** Registers the commands for log and walkthrough. */
export function registerHelpCommands(context: CommandContext): vscode.Disposable[] {
  return [
    register(Command.openLog, context, () => context.reporter.log.show()),
    register(Command.showWhole, context, (text) => {
      if (typeof text === 'string') context.reporter.log.info(text);
      context.reporter.log.show();
    }),
    register(Command.openWalkthrough, context, () =>
      vscode.commands.executeCommand(
        'workbench.action.openWalkthrough',
        'calico-stars.calico-stars#stars',
        columnBesidePages() !== vscode.ViewColumn.Active,
      ),
    ),
  ];
}
