import * as vscode from 'vscode';
import { register, type CommandContext } from '../../app/commands';
import { Command, View, type CommandId } from '../../app/ids';
import type { MenuItem } from './menu';
import type { MatrixPanels } from './panels';

/** The items of the context menus of cells and headings. */
const MENU: readonly (readonly [CommandId, MenuItem])[] = [
  [Command.explainCell, 'explain'],
  [Command.explainFromParty, 'explainFrom'],
  [Command.explainToParty, 'explainTo'],
  [Command.copyPartyName, 'copyName'],
  [Command.copyPartyAddress, 'copyAddress'],
];

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
    ...MENU.map(([command, item]) =>
      register(command, context, async (argument) => (await panels()).runMenuItem(item, argument)),
    ),
    register(Command.exportMatrix, context, async () => (await panels()).export()),
  ];
}
