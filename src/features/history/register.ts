import * as vscode from 'vscode';
import type { Disposable } from '../../base/emitter';
import { register, targets, type CommandContext } from '../../app/commands';
import { Command } from '../../app/ids';
import { registerStateDocuments } from './documents';
import type { PolicyHistory } from './policy-history';

/**
 * Records policy changes of all features and registers the history commands. The implementation is loaded at the first
 * change or command.
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
      // Applies only to a clicked row, so that a selection elsewhere doesn't hide the cluster's history.
      const [row] = args.length > 0 ? targets(args, tree, 'profile', 'brokenProfile') : [];
      await (await history()).show(row?.profile);
    }),
  ];
}
