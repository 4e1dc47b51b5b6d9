import type * as vscode from 'vscode';
import { register, type CommandContext } from '../../app/commands';
import { Command } from '../../app/ids';
import { registerCopyCommands } from './copy';
import { registerReadOnlyTexts } from '../../webviews/read-only-text';
import { registerMarkdownLens } from './markdown/lens';

/** Registers the commands that run, preview and copy calicoctl commands. */
export function registerScripts(context: CommandContext): vscode.Disposable[] {
  return [
    register(Command.runCalicoctl, context, async (script) => (await import('./run')).runScript(context, script)),
    register(Command.previewScript, context, async (script) => (await import('./run')).previewScript(context, script)),
    ...registerCopyCommands(context),
    registerMarkdownLens(),
    registerReadOnlyTexts(),
  ];
}
