import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { clusterIdentity } from '../../cluster/connection/definition';
import { messageOf } from '../../cluster/connection/errors';
import type { Sessions } from '../../cluster/connection/sessions';
import type { LocalDemos } from '../../app/commands';
import { demoWith } from '../../app/local-demos';
import { Command } from '../../app/ids';
import type { Reporter } from '../../app/reporter';
import { configuredClusters } from '../../app/settings';
import type { ClusterTree } from '../tree';
import type { Connector } from './connector';
import { openSettings } from './fixes';
import type { Last, LastCluster } from './last-cluster';

interface Parts {
  readonly sessions: Sessions;
  readonly demos: Pick<LocalDemos, 'start'>;
  readonly tree: ClusterTree;
  readonly reporter: Reporter;
  readonly connector: Connector;
  readonly last: LastCluster;
}

/**
 * Reconnects the window to its last cluster when the tree first becomes visible after a restart, and not earlier, so
 * that no requests are sent unseen. Asks first if the name now refers to another cluster.
 */
export function resumeWhenVisible({ sessions, demos, tree, reporter, connector, last }: Parts): vscode.Disposable {
  let resumed = false;
  const resume = () => {
    if (resumed || !tree.visible) return;
    resumed = true;
    const { value } = last;
    if (value && value.left !== true && sessions.connection.state === 'disconnected')
      void connect(value).catch((error: unknown) => reporter.failure(error));
  };
  const connect = async (before: Last) => {
    const { name } = before;
    reporter.log.info(l10n.t('Reconnecting this window to its last cluster, {0}.', name));
    const demo = demoWith(before.identity);
    if (demo) {
      await demos
        .start(demo)
        .catch((error: unknown) =>
          reporter.warning(
            l10n.t('{0}, the last cluster of this window, could not be started: {1}', name, messageOf(error)),
            { title: l10n.t('Try Again'), run: () => vscode.commands.executeCommand(Command.startDemo, demo) },
          ),
        );
      return;
    }
    const known = configuredClusters().clusters.filter((cluster) => clusterIdentity(cluster) === before.identity);
    const definition = known.find((cluster) => cluster.name === name) ?? known[0];
    if (definition)
      connector.tell(
        await sessions.connect(definition),
        l10n.t('{0}, the last cluster of this window, was not connected.', name),
      );
    else if (configuredClusters().clusters.some((cluster) => cluster.name === name)) {
      reporter.warning(
        l10n.t(
          '{0} has other addresses in the settings than when this window last connected to it, so it was not connected.',
          name,
        ),
        { title: l10n.t('Connect to {0}', name), run: () => vscode.commands.executeCommand(Command.connect, name) },
      );
    } else
      reporter.warning(
        l10n.t('{0}, the last cluster of this window, is no longer in the settings.', name),
        { title: l10n.t('Connect…'), run: () => vscode.commands.executeCommand(Command.connect) },
        openSettings(),
      );
  };
  const subscriptions = [
    tree.onDidChangeVisibility(resume),
    sessions.onDidChangeConnection((connection) => {
      // Closing VS Code does not get here.
      if (connection.state === 'connected') last.joined(connection.definition);
      else if (connection.state === 'disconnected' && resumed) last.left();
    }),
  ];
  resume();
  return vscode.Disposable.from(...subscriptions);
}
