import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ClusterDefinition } from '../cluster/connection/definition';
import { ClusterError } from '../cluster/connection/errors';
import type { ClusterSession, Connection, Session } from '../cluster/connection/session';
import type { Sessions } from '../cluster/connection/sessions';
import type { Snapshot } from '../cluster/model/snapshot';
import type { CommandId } from './ids';
import type { DemoKind } from './local-demos';
import type { Previews } from './preview/previews';
import type { RuleFocus } from './preview/rule-focus';
import type { Reporter } from './reporter';
import { progress } from './text/window';
import type { NodeKind, NodeOf, TreeNode } from './tree-nodes';

/** The part of the tree that commands need. */
export interface ClusterRows {
  readonly selection: readonly TreeNode[];
  /** Reveals a row and expands its parents. */
  reveal(node: TreeNode): Promise<void>;
}

/** The part of the local demos that commands need. */
export interface LocalDemos {
  readonly running: readonly DemoKind[];
  /** The demo that the window is connected to. */
  readonly connected: DemoKind | undefined;
  /** The clusters of the demos that run. */
  readonly definitions: readonly ClusterDefinition[];
  readonly onDidChange: vscode.Event<unknown>;
  start(kind: DemoKind, signal?: AbortSignal): Promise<Connection>;
  stop(kind: DemoKind): Promise<void>;
  /** Makes a running demo what it is at its first start. */
  reset(kind: DemoKind, signal?: AbortSignal): Promise<void>;
}

/** What commands work on. */
export interface CommandContext {
  /** The session that commands act on and views show: the current one, or that of one cluster. */
  readonly session: ActingSession;
  readonly sessions: Sessions;
  /** Creates a session of its own for a cluster that the window isn't connected to. */
  readonly newSession: () => Session;
  /** Returns the name of the cluster that this window was last connected to. */
  readonly lastCluster: () => string | undefined;
  readonly tree: ClusterRows;
  readonly demos: LocalDemos;
  readonly reporter: Reporter;
  readonly previews: Previews;
  readonly ruleFocus: RuleFocus;
  /** The extension's own files. */
  readonly extensionUri: vscode.Uri;
}

/** A session that commands act on. */
export type ActingSession = ClusterSession & Acting['session'];

/** What is needed to change the cluster and report the result. */
export interface Acting {
  /** `acting`: the cluster of the running command, if it may differ from the current one. */
  readonly session: Pick<Session, 'connection'> & { readonly acting?: Connection };
  readonly reporter: Pick<Reporter, 'done' | 'warning' | 'failure'>;
}

/** The handler of a command. It gets the clicked row and all selected rows, or the arguments of a link. */
export type Handler = (...args: readonly unknown[]) => unknown;

/**
 * Registers a command and reports its failures to the user. A command of a row acts on the row's cluster, any other on
 * the current one. It stays with that cluster until it ends.
 */
export function register(
  id: CommandId,
  { reporter, sessions }: Pick<CommandContext, 'reporter' | 'sessions'>,
  handler: Handler,
): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (...args: unknown[]) => {
    try {
      const [row] = args;
      return await sessions.act(isTreeNode(row) ? row.cluster : undefined, () => handler(...args));
    } catch (error) {
      reporter.failure(error);
      return undefined;
    }
  });
}

export type Connected = Extract<Connection, { state: 'connected' }>;

/**
 * Returns the connected cluster that the running command acts on.
 * @throws ClusterError with advice on how to connect, if no cluster is connected.
 */
export function connected({ session }: Pick<Acting, 'session'>): Connected {
  const connection = session.acting ?? session.connection;
  if (connection.state !== 'connected')
    throw new ClusterError(
      'unreachable',
      l10n.t('No cluster is connected.'),
      l10n.t('Start the local demo or connect to a cluster first.'),
    );
  return connection;
}

/** Runs a command of a view for the view's cluster, which becomes current. */
export function actOn({ session, sessions }: Pick<CommandContext, 'session' | 'sessions'>, work: () => unknown): void {
  const { connection } = session;
  sessions.act(connection.state === 'disconnected' ? undefined : connection.definition.name, work);
}

/** Returns the snapshot of the cluster that the running command acts on. */
export function snapshotOf({ session }: Pick<Acting, 'session'>): Snapshot | undefined {
  const connection = session.acting ?? session.connection;
  return connection.state === 'connected' ? connection.store.snapshot : undefined;
}

/**
 * Returns the rows of the given kinds that a command was called on: all selected rows if the clicked row is among them,
 * else the clicked row. Without a clicked row (keyboard shortcuts) it returns the tree's selection. Selected rows of
 * other clusters than the clicked one's are left out.
 */
export function targets<Kind extends NodeKind>(
  args: readonly unknown[],
  tree: Pick<ClusterRows, 'selection'>,
  ...kinds: readonly Kind[]
): readonly NodeOf<Kind>[] {
  const [clicked, selected] = args;
  const nodes: readonly unknown[] = Array.isArray(selected)
    ? (selected as unknown[])
    : clicked === undefined
      ? tree.selection
      : [clicked];
  const rows = nodes.filter(isTreeNode);
  const { cluster } = isTreeNode(clicked) ? clicked : (rows[0] ?? {});
  return rows
    .filter((row) => row.cluster === cluster)
    .filter((node): node is NodeOf<Kind> => (kinds as readonly NodeKind[]).includes(node.kind));
}

/** Whether an argument of a command is a row. */
export function isTreeNode(value: unknown): value is TreeNode {
  return typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string';
}

/** Returns an abort signal that follows a cancellation token. */
export function signalOf(token: vscode.CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  else token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}

/** Runs work with a cancellable progress notification. */
export function withProgress<T>(
  title: string,
  work: (report: (message: string) => void, signal: AbortSignal) => Promise<T>,
): Thenable<T> {
  return progress(title, (report, token) => work(report, signalOf(token)));
}
