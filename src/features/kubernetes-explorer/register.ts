import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { register, snapshotOf, withProgress, type CommandContext } from '../../app/commands';
import { Command, type CommandId } from '../../app/ids';
import type { TreeNode } from '../../app/tree-nodes';
import { choose, tell } from '../../app/text/window';
import { configuredClusters } from '../../app/settings';
import { isKubernetes, type KubernetesDefinition } from '../../cluster/connection/definition';
import { ClusterError } from '../../cluster/connection/errors';
import { decidersOf } from '../../cluster/analysis/isolation';
import { dataOf } from '../../cluster/model/indexes';
import { tiersOfObjects } from '../../cluster/model/object-tiers';
import type { Snapshot } from '../../cluster/model/snapshot';
import { podsOf } from '../../cluster/model/workloads';
import { resourceIdOf, resourceKey, resourceName, writtenKind, type ResourceId } from '../../policy/resources';
import { explorerKubeconfig, resourceAt } from '../../app/kubernetes-extension';
import { rowFor } from './subject';

/** Milliseconds to wait for the policy of a cluster that was just connected. */
const PATIENCE = 10_000;

/** Registers the commands on rows of the Kubernetes extension's cluster explorer, where a person has it. */
export function registerKubernetesExplorer(context: CommandContext): vscode.Disposable[] {
  const onRow = (id: CommandId, run: (row: TreeNode) => unknown) =>
    register(id, context, async (target) => {
      const row = await connectedRow(target, context);
      if (row) await run(row);
    });
  return [
    onRow(Command.explorerShowInGraph, (row) =>
      row.kind === 'namespace'
        ? vscode.commands.executeCommand(Command.showGraph, { filter: `ns:${row.namespace}`, name: row.namespace })
        : vscode.commands.executeCommand(Command.showInGraph, row),
    ),
    onRow(Command.explorerWhoDecides, (row) => vscode.commands.executeCommand(Command.whoDecides, row)),
    onRow(Command.explorerOpenPolicies, async (row) => {
      const policies = policiesOf(row, snapshotOf(context));
      if (policies.length === 0) {
        void tell('info', l10n.t('No policy applies to it.'));
        return;
      }
      const items = policies.map((policy) => ({
        label: resourceName(policy),
        description: writtenKind(policy.kind),
        policy,
      }));
      const chosen = items.length === 1 ? items[0] : await choose(items, { title: l10n.t('Open which policy?') });
      if (!chosen) return;
      const { kind, ...identity } = chosen.policy;
      await vscode.commands.executeCommand(Command.openRules, { kind: 'resource', of: kind, ...identity });
    }),
  ];
}

/** Connects to the current context, unless it is connected, and returns the row of a target in that cluster. */
async function connectedRow(target: unknown, { sessions }: CommandContext): Promise<TreeNode | undefined> {
  const resource = await resourceAt(target);
  if (!resource) return undefined;
  const { kubeconfigPlace, readKubeconfig } = await import('../../cluster/kubernetes');
  const file = await explorerKubeconfig();
  const { contexts, current } = await readKubeconfig(kubeconfigPlace(file));
  const used = contexts.find(({ name }) => name === current);
  if (!used)
    throw new ClusterError(
      'not-found',
      l10n.t('The kubeconfig has no current context.'),
      l10n.t('Choose one in the cluster explorer, or connect with “Connect to Context…”.'),
    );
  const definition = definitionFor(used.name, file);
  const known = sessions.named(definition.name)?.connection;
  const connection =
    known?.state === 'connected'
      ? known
      : await withProgress(l10n.t('Connecting to {0}', definition.name), (_, signal) =>
          sessions.connect(definition, signal),
        );
  if (connection.state !== 'connected')
    throw new ClusterError(
      'unreachable',
      l10n.t('{0} is not connected.', definition.name),
      l10n.t('Connect with “Connect to Context…”, which says why.'),
    );
  sessions.makeCurrent(definition.name);
  await connection.store.when(({ policy }) => dataOf(policy) !== undefined, AbortSignal.timeout(PATIENCE));
  return rowFor(resource, used.namespace ?? 'default');
}

/** The cluster of the settings with the context, else one under its name. */
function definitionFor(context: string, file: string | undefined): KubernetesDefinition {
  const known = configuredClusters().clusters.find(
    (cluster) => isKubernetes(cluster) && cluster.context === context && cluster.kubeconfig === file,
  );
  if (known && isKubernetes(known)) return known;
  return { name: context, context, ...(file !== undefined && { kubeconfig: file }) };
}

/** Returns the policies of a namespace, or those that decide for the pods of a row, in the order of evaluation. */
function policiesOf(row: TreeNode, snapshot: Snapshot | undefined): readonly ResourceId[] {
  const data = snapshot && dataOf(snapshot.policy);
  if (!data) return [];
  const all = tiersOfObjects(data).flatMap(({ policies }) => policies);
  if (row.kind === 'namespace') return all.filter(({ namespace }) => namespace === row.namespace);
  const deciding = new Set(
    endpointsOf(row, snapshot)
      .flatMap((endpoint) => decidersOf(endpoint, data))
      .flatMap(({ tiers }) => tiers.flatMap(({ policies }) => policies))
      .map(({ origin: { object } }) => resourceIdOf(object))
      .flatMap((id) => (id ? [resourceKey(id)] : [])),
  );
  return all.filter((id) => deciding.has(resourceKey(id)));
}

function endpointsOf(row: TreeNode, snapshot: Snapshot): readonly string[] {
  if (row.kind === 'endpoint') return [row.endpoint];
  return row.kind === 'workload' ? podsOf(row, snapshot).map(({ endpoint }) => endpoint) : [];
}
