import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Command } from '../../app/ids';
import type { Disposable } from '../../base/emitter';
import { isKubernetes } from '../../cluster/connection/definition';
import type { Connection, Session } from '../../cluster/connection/session';
import type { ContextChange } from '../../cluster/kubernetes';
import type { Connector, ConnectorParts } from './connector';
import { hasUnsaved } from './follow-settings';

/**
 * Follows the kubeconfigs of connected clusters: reconnects if the server or the credentials of a context change, and
 * reports if it is gone. With unsaved edits it asks first, because the context may lead to another cluster.
 */
export function followKubeconfigs(
  { sessions, reporter }: Omit<ConnectorParts, 'demos'>,
  connector: Pick<Connector, 'tell'>,
): vscode.Disposable {
  const following = new Map<Session, Disposable>();
  const reconnect = async (session: Session, name: string) => {
    const { connection } = session;
    if (connection.state === 'disconnected') return;
    reporter.log.info(l10n.t('The kubeconfig of {0} changed. Reconnecting.', name));
    const now = await session.connect(connection.definition);
    if (now.state === 'connected') reporter.done(l10n.t('The kubeconfig of {0} changed. Reconnected.', name));
    connector.tell(now, l10n.t('The kubeconfig of {0} changed.', name));
  };
  const react = (session: Session, change: ContextChange) => {
    const { connection } = session;
    if (connection.state === 'disconnected' || !isKubernetes(connection.definition)) return;
    const { definition } = connection;
    const { name, context } = definition;
    const again = () => reconnect(session, name).catch((error: unknown) => reporter.failure(error));
    if (change === 'gone')
      reporter.warning(
        l10n.t('The context {0} of {1} is no longer in the kubeconfig. This window stays connected.', context, name),
        { title: l10n.t('Disconnect'), run: () => sessions.disconnect(name) },
        {
          title: l10n.t('Connect to Context…'),
          run: () => vscode.commands.executeCommand(Command.connectContext),
        },
      );
    else if (hasUnsaved(definition))
      reporter.warning(
        l10n.t(
          'The kubeconfig of {0} changed. This window keeps its connection because documents have unsaved edits. Save or discard them first.',
          name,
        ),
        { title: l10n.t('Reconnect'), run: again },
      );
    else void again();
  };
  const follow = (session: Session, connection: Connection) => {
    following.get(session)?.dispose();
    following.delete(session);
    const watch =
      connection.state === 'connected' && connection.cluster.followContext?.((change) => react(session, change));
    if (watch) following.set(session, watch);
  };
  const added = sessions.onDidAdd((session) =>
    session.onDidChangeConnection((connection) => follow(session, connection)),
  );
  return new vscode.Disposable(() => {
    added.dispose();
    for (const watch of following.values()) watch.dispose();
  });
}
