import type * as vscode from 'vscode';
import { Command } from '../../app/ids';
import type { RowDrag } from '../tree';
import { register, type CommandContext } from '../../app/commands';

/** Registers what dragging rows of the tree does, and *Allow Traffic…* for the keyboard. */
export function registerDrops(context: CommandContext, drag: RowDrag): vscode.Disposable[] {
  const load = () => import('./drop/drop');
  return [
    drag.onDidDrop((drop) => {
      load()
        .then(({ doDrop }) => doDrop(context, drop))
        .catch((error: unknown) => context.reporter.failure(error));
    }),
    register(Command.allowTraffic, context, async (...args) => {
      await (await load()).allowTraffic(context, args);
    }),
  ];
}
