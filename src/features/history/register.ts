import * as vscode from 'vscode';
import { Disposables } from '../../base/disposables';
import type { Disposable } from '../../base/emitter';
import type { Connection, Session } from '../../cluster/connection/session';
import { register, targets, type CommandContext } from '../../app/commands';
import { Command } from '../../app/ids';
import { readChange } from '../../app/undo-action';
import type { NodeOf } from '../../app/tree-nodes';
import { registerStateDocuments } from './state-documents';
import type { HistorySubject, PolicyHistory } from './policy-history';

/**
 * Records policy changes of all features and registers the history commands. The implementation is loaded at the first
 * change or command.
 */
export function registerHistory(context: CommandContext, folder: string): vscode.Disposable[] {
  const { sessions, tree, reporter } = context;
  let loaded: Promise<PolicyHistory> | undefined;
  const history = () =>
    (loaded ??= import('./policy-history').then(({ PolicyHistory: Loaded }) => new Loaded(context, folder)));
  const following = new Map<Session, Disposable>();
  const follow = (session: Session, now: Connection) => {
    following.get(session)?.dispose();
    following.delete(session);
    if (now.state !== 'connected') return;
    const keep = (record: (keeper: PolicyHistory) => Promise<unknown>) => {
      history()
        .then(record)
        .catch((error: unknown) => reporter.failure(error));
    };
    const { datastore, objects } = now.cluster;
    const writes = [
      ...(datastore ? [datastore.onDidWriteProfile((change) => keep((keeper) => keeper.record(now, change)))] : []),
      objects.onDidWrite((change) => keep((keeper) => keeper.recordText(now, change))),
    ];
    following.set(session, new Disposables(writes));
  };
  const added = sessions.onDidAdd((session) => session.onDidChangeConnection((now) => follow(session, now)));
  return [
    new vscode.Disposable(() => following.forEach((writes) => writes.dispose())),
    new vscode.Disposable(() => added.dispose()),
    registerStateDocuments(),
    register(Command.undoPolicy, context, async (change) => (await history()).undo(readChange(change))),
    register(Command.showPolicyHistory, context, async (...args) => {
      // Applies only to a clicked row, so that a selection elsewhere doesn't hide the cluster's history.
      const [row] = args.length > 0 ? targets(args, tree, ...SUBJECTS) : [];
      await (await history()).show(row && subjectOf(row));
    }),
  ];
}

const SUBJECTS = ['profile', 'brokenProfile', 'policy', 'brokenPolicy', 'tier', 'resource'] as const;

function subjectOf(row: NodeOf<(typeof SUBJECTS)[number]>): HistorySubject {
  if (row.kind === 'resource') return row;
  if ('profile' in row) return row.profile;
  return 'policy' in row ? { kind: 'policy', tier: row.tier, name: row.policy } : { kind: 'tier', name: row.tier };
}
