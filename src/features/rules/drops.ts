import type * as vscode from 'vscode';
import { Command } from '../../app/ids';
import type { RowDrag } from '../tree';
import { register, targets, type CommandContext } from '../../app/commands';

/** What can be done by dragging rows of the tree, and *Allow Traffic…* for the keyboard. */
export function registerDrops(context: CommandContext, drag: RowDrag): vscode.Disposable[] {
  const load = () => import('./drop/drop');
  return [
    drag.onDidDrop((drop) => {
      load()
        .then(({ doDrop }) => doDrop(context, drop))
        .catch((error: unknown) => context.reporter.failure(error));
    }),
    // From the first chosen profile, to the second when there is one.
    register(Command.allowTraffic, context, async (...args) => {
      const [from, to] = args.length > 0 ? targets(args, context.tree, 'profile') : [];
      await (await load()).allowTraffic(context, from?.profile, to?.profile);
    }),
  ];
}
