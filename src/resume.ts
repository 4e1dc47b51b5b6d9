import * as vscode from 'vscode';
import type { Session } from './cluster/session';
import { DEMO_NAME, type Demo } from './demo/demo';
import { configuredClusters } from './settings';
import type { ClusterTree } from './tree/provider';

const LAST_CLUSTER = 'lastCluster';

interface Parts {
  readonly session: Session;
  readonly demo: Demo;
  readonly tree: ClusterTree;
  readonly globalState: vscode.Memento;
}

/**
 * Remembers which cluster was connected, and connects to it again when the tree is first seen after a restart; not
 * before, so that no server is asked for a person who does not look.
 */
export function resumeWhenVisible({ session, demo, tree, globalState }: Parts): vscode.Disposable {
  let resumed = false;
  const resume = () => {
    if (resumed || !tree.visible) return;
    resumed = true;
    const last = globalState.get<string>(LAST_CLUSTER);
    if (last === undefined || session.connection.state !== 'disconnected') return;
    const definition = configuredClusters().clusters.find(({ name }) => name === last);
    // Failures show in the tree and the status bar; nobody pressed anything that a message would answer.
    if (last === DEMO_NAME) void demo.start().catch(() => undefined);
    else if (definition) void session.connect(definition);
  };
  const subscriptions = [
    tree.onDidChangeVisibility(resume),
    session.onDidChangeConnection((connection) => {
      // Leaving on purpose forgets the cluster; the end of the editor does not come by here.
      if (connection.state === 'connected') void globalState.update(LAST_CLUSTER, connection.definition.name);
      else if (connection.state === 'disconnected' && resumed) void globalState.update(LAST_CLUSTER, undefined);
    }),
  ];
  resume();
  return vscode.Disposable.from(...subscriptions);
}
