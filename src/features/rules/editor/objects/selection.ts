import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Command } from '../../../../app/ids';
import { codeLens } from '../../../../app/text/editor';
import { endpointCount, podCount } from '../../../../app/text/counts';
import { choose, tell, type Item } from '../../../../app/text/window';
import type { TreeNode } from '../../../../app/tree-nodes';
import { byName } from '../../../../base/text/by-name';
import { resourceName, type ResourceId } from '../../../../policy/resources';
import type { StarPointer } from '../../../graph';
import type { SelectingPolicy } from './selected-endpoints';

/** A policy of a text with what it selects in a cluster. */
export interface Selection extends SelectingPolicy {
  readonly id: ResourceId;
  /** The name of the cluster. */
  readonly cluster: string;
  /** Whether commands act on the cluster, and the policy is in it. */
  readonly isInGraph: boolean;
}

/**
 * Returns how many endpoints a policy selects, which a click lists or shows in the graph.
 * @param where Arguments of the command that lists them.
 */
export function selectionLenses(
  found: Selection | undefined,
  at: vscode.Range,
  where: readonly unknown[],
): readonly vscode.CodeLens[] {
  if (!found || found.selected.length === 0) return [];
  // A policy of Kubernetes selects only pods.
  const count = found.id.kind === 'KubernetesNetworkPolicy' ? podCount : endpointCount;
  return [
    codeLens(at, {
      title: l10n.t('Selects {0}', count(found.selected.length)),
      tooltip: l10n.t('List them'),
      command: Command.showSelected,
      arguments: [...where],
    }),
    // The graph's filter finds only what is in force.
    ...(found.isInGraph && !found.policy.staged
      ? [
          codeLens(at, {
            title: l10n.t('Show in Graph'),
            command: Command.showGraph,
            arguments: [pointerTo(found)],
          }),
        ]
      : []),
  ];
}

/** Lists what a policy selects, and then who decides for a chosen one. */
export async function listSelection(found: Selection | undefined): Promise<void> {
  if (!found || found.selected.length === 0) {
    void tell('info', l10n.t('This policy selects no endpoint.'));
    return;
  }
  const sorted = found.selected.toSorted((a, b) => byName(a.name, b.name));
  const items = sorted.map(({ kind, name, endpoint, addresses }): Item & { readonly row?: TreeNode } => ({
    label: name,
    description: addresses.join(', '),
    ...(kind === 'workload' && {
      row: { kind: 'endpoint', profile: undefined, endpoint, cluster: found.cluster },
    }),
  }));
  const chosen = await choose(items, {
    title: l10n.t('Endpoints That {0} Selects', resourceName(found.id)),
    placeholder: l10n.t('Select one to see who decides for it'),
    matchOnDescription: true,
  });
  if (chosen?.row) await vscode.commands.executeCommand(Command.whoDecides, chosen.row);
}

function pointerTo({ policy, selected, id }: Selection): StarPointer {
  const name = resourceName(id);
  return {
    name,
    filter: `decidedby:${policy.tier}/${name}`,
    addresses: selected.flatMap(({ addresses }) => addresses),
  };
}
