import * as vscode from 'vscode';
import { Command } from '../../app/ids';
import { register, type CommandContext } from '../../app/commands';
import { isDemoKind, type DemoKind } from '../../app/local-demos';
import { columnBesidePages } from '../../webviews/webview';
import { WALKTHROUGHS } from './walkthrough-ticks';

/** Registers the commands for log and walkthrough. */
export function registerHelpCommands(context: CommandContext): vscode.Disposable[] {
  return [
    register(Command.openLog, context, () => context.reporter.log.show()),
    register(Command.showWhole, context, (text) => {
      if (typeof text === 'string') context.reporter.log.info(text);
      context.reporter.log.show();
    }),
    register(Command.openWalkthrough, context, (wanted) =>
      vscode.commands.executeCommand(
        'workbench.action.openWalkthrough',
        WALKTHROUGHS[isDemoKind(wanted) ? wanted : kindOf(context)],
        columnBesidePages() !== vscode.ViewColumn.Active,
      ),
    ),
  ];
}

/** The walkthrough that suits the connected cluster. */
function kindOf({ session }: CommandContext): DemoKind {
  return session.snapshot?.isKubernetes ? 'kubernetes' : 'mesos';
}
