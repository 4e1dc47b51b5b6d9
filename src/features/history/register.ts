import * as vscode from 'vscode';
import type { Disposable } from '../../base/emitter';
import { register, targets, type CommandContext } from '../../app/commands';
import { Command } from '../../app/ids';
import { registerStateDocuments } from './documents';
import type { PolicyHistory } from './policy-history';

/**
 * Keeps the policy changes that are made through the extension, whichever part of it makes them, and registers the
 * commands. The code for it comes with the first change or command.
 */
export function registerHistory(context: CommandContext, folder: string): vscode.Disposable[] {
  const { session, tree, reporter } = context;
  let loaded: Promise<PolicyHistory> | undefined;
  const history = () =>
    (loaded ??= import('./policy-history').then(({ PolicyHistory: Loaded }) => new Loaded(context, folder)));
  let following: Disposable | undefined;
  const connection = session.onDidChangeConnection((now) => {
    following?.dispose();
    following = undefined;
    if (now.state !== 'connected') return;
    following = now.cluster.datastore.onDidWriteProfile((change) => {
      history()
        .then((keeper) => keeper.record(now, change))
        .catch((error: unknown) => reporter.failure(error));
    });
  });
  return [
    new vscode.Disposable(() => following?.dispose()),
    new vscode.Disposable(() => connection.dispose()),
    registerStateDocuments(),
    register(Command.undoPolicy, context, async () => (await history()).undo()),
    register(Command.showPolicyHistory, context, async (...args) => {
      // Only of a row that was clicked: a selection elsewhere must not hide the history of the whole cluster.
      const [row] = args.length > 0 ? targets(args, tree, 'profile', 'brokenProfile') : [];
      await (await history()).show(row?.profile);
    }),
  ];
}
