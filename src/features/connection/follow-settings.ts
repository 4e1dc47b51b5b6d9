import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Session } from '../../cluster/connection/session';
import { sameJson } from '../../base/json';
import { placeOf, type ClusterDefinition } from '../../cluster/connection/definition';
import { isOf, parseDocumentUri } from '../../app/rules-uri/address';
import { SCHEME } from '../../app/rules-uri/names';
import { demoWith } from '../../app/local-demos';
import { SECTION, Setting } from '../../app/ids';
import { current, type Connector, type ConnectorParts } from './connector';
import { openSettings } from './fixes';

/**
 * Follows the settings: reconnects if the definition of a connected cluster changes. With unsaved rule edits it asks
 * first, because they could not be saved if the addresses changed.
 */
export function followSettings(
  { sessions, reporter }: Omit<ConnectorParts, 'demos'>,
  connector: Connector,
): vscode.Disposable {
  const follow = async ({ connection }: Session) => {
    if (connection.state === 'disconnected' || demoWith(connection.definition.identity)) return;
    const { definition } = connection;
    const next = current(definition);
    if (next && sameJson(next, definition)) return;
    if (!next) {
      reporter.warning(
        l10n.t(
          '{0} is no longer in the settings. This window stays connected to it at {1}.',
          definition.name,
          placeOf(definition),
        ),
        { title: l10n.t('Disconnect'), run: () => sessions.disconnect(definition.name) },
        openSettings(),
      );
      return;
    }
    if (hasUnsaved(definition)) {
      reporter.warning(
        l10n.t(
          'The settings of {0} changed. This window keeps its connection to {1} because rules have unsaved edits. Save or discard them first.',
          definition.name,
          placeOf(definition),
        ),
        { title: l10n.t('Reconnect'), run: () => sessions.act(definition.name, () => connector.refresh()) },
      );
      return;
    }
    reporter.log.info(l10n.t('The settings of {0} changed. Reconnecting to {1}.', definition.name, placeOf(next)));
    if (next.name !== definition.name) sessions.disconnect(definition.name);
    const now = await reconnect(next);
    if (now.state === 'connected') reporter.done(l10n.t('The settings of {0} changed. Reconnected.', next.name));
    connector.tell(now, l10n.t('The settings of {0} changed.', next.name));
  };
  /** The current cluster stays current. */
  const reconnect = async (next: ClusterDefinition) => {
    const session = sessions.named(next.name);
    return session ? session.connect(next) : sessions.connect(next);
  };
  const begin = () => {
    for (const session of sessions.all) void follow(session).catch((error: unknown) => reporter.failure(error));
  };
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(`${SECTION}.${Setting.clusters}`)) begin();
    }),
    // From now on workspace settings apply.
    vscode.workspace.onDidGrantWorkspaceTrust(begin),
  );
}

/** Whether documents of a cluster have unsaved edits. */
export function hasUnsaved(definition: ClusterDefinition): boolean {
  return vscode.workspace.textDocuments.some(({ isDirty, uri }) => {
    const place = isDirty && uri.scheme === SCHEME ? parseDocumentUri(uri) : undefined;
    return place !== undefined && isOf(place, definition);
  });
}
