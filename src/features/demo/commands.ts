import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import { Command } from '../../app/ids';
import { confirm } from '../../app/text/window';
import { register, withProgress, type CommandContext } from '../../app/commands';
import { DEMO_NAME } from '../../app/demo-name';
import { registerDemoStepCommand } from './run-steps';

/** Registers start, stop, reset and the steps of the local demo. */
export function registerDemo(context: CommandContext): vscode.Disposable[] {
  const { demo, reporter } = context;
  return [
    register(Command.startDemo, context, async () => {
      const connection = await withProgress(l10n.t('Starting the local cluster'), (_, signal) => demo.start(signal));
      if (connection.state === 'connected') reporter.done(l10n.t('Local cluster started.'));
    }),
    registerDemoStepCommand(context),
    register(Command.stopDemo, context, () => demo.stop()),
    register(Command.resetDemo, context, async () => {
      if (
        !(await confirm(
          l10n.t('Reset the local demo?'),
          l10n.t('This removes every network, app and rule in it. Other clusters are not affected.'),
          { definition: { name: DEMO_NAME } },
          l10n.t('Reset'),
        ))
      )
        return;
      await demo.reset();
      reporter.done(l10n.t('The local cluster was reset.'));
    }),
  ];
}
