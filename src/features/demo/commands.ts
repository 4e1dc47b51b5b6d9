import type * as vscode from 'vscode';
import { Command } from '../../app/ids';
import { confirm } from '../../app/text/window';
import { register, withProgress, type CommandContext } from '../../app/commands';

/** Start, stop and reset the local demo. */
export function registerDemoCommands(context: CommandContext): vscode.Disposable[] {
  const { demo, reporter } = context;
  return [
    register(Command.startDemo, context, async () => {
      const connection = await withProgress('Starting the local cluster', (_, signal) => demo.start(signal));
      if (connection.state === 'connected') reporter.done('Local cluster started.');
    }),
    register(Command.stopDemo, context, () => demo.stop()),
    register(Command.resetDemo, context, async () => {
      if (
        !(await confirm(
          'Reset the local demo?',
          'Every network, app and rule in it is removed. Other clusters are not touched.',
          'Reset',
        ))
      )
        return;
      await demo.reset();
      reporter.done('The local cluster is empty again.');
    }),
  ];
}
