import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import type { ClusterDefinition } from '../../cluster/connection/definition';
import { isOf, placeOf } from '../../app/rules-uri/place';
import { SCHEME } from '../../app/rules-uri/names';
import { DEMO_IDENTITY } from '../demo/demo';
import { Command, SECTION, Setting } from '../../app/ids';
import { current, type Connector, type ConnectorParts } from './connector';

/**
 * Keeps the window connected to what the settings say: a definition that changes is connected anew. With unsaved edits
 * of its rules that waits for the person, since they could not be saved any more where the addresses are others.
 */
export function followSettings(
  { session, reporter }: Omit<ConnectorParts, 'demo'>,
  connector: Connector,
): vscode.Disposable {
  const follow = async () => {
    const { connection } = session;
    if (connection.state === 'disconnected' || connection.definition.identity === DEMO_IDENTITY) return;
    const { definition } = connection;
    const next = current(definition);
    if (next && isDeepStrictEqual(next, definition)) return;
    if (!next) {
      reporter.warning(
        `${definition.name} is not in the settings any more. This window stays connected to it, at ${definition.etcd.join(', ')}.`,
        { title: 'Disconnect', run: () => vscode.commands.executeCommand(Command.disconnect) },
      );
      return;
    }
    if (hasUnsaved(definition)) {
      reporter.warning(
        `The settings of ${definition.name} have changed. This window stays connected as before, to ${definition.etcd.join(', ')}, since rules have unsaved edits: save or discard them first.`,
        { title: 'Reconnect', run: () => connector.refresh() },
      );
      return;
    }
    reporter.log.info(
      `The settings of ${definition.name} have changed; it is connected anew, at ${next.etcd.join(', ')}.`,
    );
    const now = await session.connect(next);
    if (now.state === 'connected') reporter.done(`The settings of ${next.name} have changed; it was connected anew.`);
    connector.tell(now, `The settings of ${next.name} have changed.`);
  };
  const begin = () => void follow().catch((error: unknown) => reporter.failure(error));
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(`${SECTION}.${Setting.clusters}`)) begin();
    }),
    // From then on the folder's settings count.
    vscode.workspace.onDidGrantWorkspaceTrust(begin),
  );
}

/** Whether documents of a cluster have edits that are not saved. */
function hasUnsaved(definition: ClusterDefinition): boolean {
  return vscode.workspace.textDocuments.some(({ isDirty, uri }) => {
    const place = isDirty && uri.scheme === SCHEME ? placeOf(uri) : undefined;
    return place !== undefined && isOf(place, definition);
  });
}
