import * as vscode from 'vscode';
import { register, type CommandContext } from '../../app/commands';
import { Command, View } from '../../app/ids';
import type { MatrixPanels } from './panels';

/** Registers the reachability matrix. Its code is loaded when it is first shown or exported. */
export function registerMatrix(context: CommandContext): vscode.Disposable[] {
  let loaded: Promise<MatrixPanels> | undefined;
  const panels = () => (loaded ??= import('./panels').then(({ MatrixPanels: Loaded }) => new Loaded(context)));
  return [
    new vscode.Disposable(() => void loaded?.then((opened) => opened.dispose())),
    vscode.window.registerWebviewPanelSerializer(View.matrix, {
      deserializeWebviewPanel: async (panel, state) => (await panels()).adopt(panel, state),
    }),
    register(Command.showMatrix, context, async () => (await panels()).show()),
    register(Command.exportMatrix, context, async () => (await panels()).export()),
  ];
}
