import * as vscode from 'vscode';
import { clusterIdentity } from '../../cluster/connection/definition';
import { messageOf } from '../../cluster/connection/errors';
import type { Session } from '../../cluster/connection/session';
import { DEMO_IDENTITY, type Demo } from '../demo/demo';
import { Command } from '../../app/ids';
import type { Reporter } from '../../app/reporter';
import { configuredClusters } from '../../app/settings';
import type { ClusterTree } from '../tree/provider';
import type { Connector } from './connector';
import type { Last, LastCluster } from './last-cluster';

interface Parts {
  readonly session: Session;
  readonly demo: Demo;
  readonly tree: ClusterTree;
  readonly reporter: Reporter;
  readonly connector: Connector;
  readonly last: LastCluster;
}

/**
 * Remembers which cluster this window was connected to, and connects to it again when the tree is first seen after a
 * restart; not before, so that no server is asked for a person who does not look. Another cluster that has its name by
 * now is not connected unasked.
 */
export function resumeWhenVisible({ session, demo, tree, reporter, connector, last }: Parts): vscode.Disposable {
  let resumed = false;
  const resume = () => {
    if (resumed || !tree.visible) return;
    resumed = true;
    const { value } = last;
    if (value && value.left !== true && session.connection.state === 'disconnected')
      void connect(value).catch((error: unknown) => reporter.failure(error));
  };
  const connect = async (before: Last) => {
    const { name } = before;
    reporter.log.info(`This window was last connected to ${name}, and connects to it again.`);
    if (before.identity === DEMO_IDENTITY) {
      await demo
        .start()
        .catch((error: unknown) =>
          reporter.warning(
            `${name}, which this window was last connected to, could not be started: ${messageOf(error)}`,
            { title: 'Try Again', run: () => vscode.commands.executeCommand(Command.startDemo) },
          ),
        );
      return;
    }
    const known = configuredClusters().clusters.filter((cluster) => clusterIdentity(cluster) === before.identity);
    const definition = known.find((cluster) => cluster.name === name) ?? known[0];
    if (definition)
      connector.tell(
        await session.connect(definition),
        `${name}, which this window was last connected to, was not connected.`,
      );
    else if (configuredClusters().clusters.some((cluster) => cluster.name === name)) {
      reporter.warning(
        `${name} has other addresses in the settings than when this window was last connected to it. So it was not connected.`,
        { title: `Connect to ${name}`, run: () => vscode.commands.executeCommand(Command.connect, name) },
      );
    } else
      reporter.warning(`${name}, which this window was last connected to, is not in the settings any more.`, {
        title: 'Connect…',
        run: () => vscode.commands.executeCommand(Command.connect),
      });
  };
  const subscriptions = [
    tree.onDidChangeVisibility(resume),
    session.onDidChangeConnection((connection) => {
      // The end of the editor does not come by here.
      if (connection.state === 'connected') last.joined(connection.definition);
      else if (connection.state === 'disconnected' && resumed) last.left();
    }),
  ];
  resume();
  return vscode.Disposable.from(...subscriptions);
}
