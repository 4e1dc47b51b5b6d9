import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Reporter } from '../../../app/reporter';
import { snapshotOf, type Acting } from '../../../app/commands';
import { Command } from '../../../app/ids';
import { tell } from '../../../app/text/window';
import type { Snapshot } from '../../../cluster/model/snapshot';
import { workloadsOf } from '../../../cluster/model/workloads';
import type { GraphNode } from '../protocol/elements';
import { readTarget, type MenuAction } from '../protocol/menu';
import type { GraphPanel } from './panel';

/** An item of the context menus of stars, edges and groups. */
export type MenuItem =
  MenuAction['action'] | 'rules' | 'explain' | 'explainFrom' | 'explainTo' | 'copyName' | 'copyAddress';

/** Runs an item of a context menu. @param argument What the menu is about, from the page. */
export async function runMenuItem(
  item: MenuItem,
  argument: unknown,
  graph: GraphPanel | undefined,
  { session, reporter }: Pick<Acting, 'session'> & { readonly reporter: Pick<Reporter, 'done'> },
): Promise<void> {
  const target = readTarget(argument);
  if (!graph || !target) return;
  if (item === 'details' || item === 'neighbors' || item === 'toggle') {
    graph.runMenu({ type: 'menu', action: item, target });
    return;
  }
  if (target.webviewSection === 'edge') {
    const request = graph.connectionOf(target);
    if (request) await vscode.commands.executeCommand(Command.explain, request);
    else
      void tell(
        'info',
        l10n.t('Policy can’t be evaluated for this pair because one of the two is not a workload of this cluster.'),
      );
    return;
  }
  const node = target.webviewSection === 'star' ? graph.starNamed(target.node) : undefined;
  if (!node) return;
  switch (item) {
    case 'rules':
      graph.openStar(node.id);
      break;
    case 'explain':
    case 'explainFrom':
    case 'explainTo': {
      const endpoint = endpointOf(node, snapshotOf({ session }));
      if (endpoint === undefined)
        void tell('info', l10n.t('{0} is not a workload of this cluster, so policy doesn’t apply to it.', node.name));
      else await vscode.commands.executeCommand(Command.explain, { [item === 'explainTo' ? 'to' : 'from']: endpoint });
      break;
    }
    case 'copyName':
    case 'copyAddress': {
      const text = item === 'copyName' ? node.name : node.addresses.join('\n');
      await vscode.env.clipboard.writeText(text);
      reporter.done(l10n.t('Copied {0}', text));
    }
  }
}

function endpointOf({ addresses }: GraphNode, snapshot: Snapshot | undefined): string | undefined {
  return (
    snapshot &&
    workloadsOf(snapshot).find((workload) => workload.addresses.some((own) => addresses.includes(own)))?.endpoint
  );
}
