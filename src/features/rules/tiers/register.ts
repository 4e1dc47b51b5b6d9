import type * as vscode from 'vscode';
import { register, snapshotOf, targets, type CommandContext } from '../../../app/commands';
import { Command } from '../../../app/ids';
import { dataOf } from '../../../cluster/model/indexes';

/** Registers the commands for tiers and their policies. Their code is loaded on first use. */
export function registerTierCommands(context: CommandContext): vscode.Disposable[] {
  const create = () => import('./create');
  const createObject = () => import('../objects/create');
  const remove = () => import('./remove');
  const ordering = () => import('./ordering');
  const objectOrdering = () => import('../objects/ordering');
  const staging = () => import('../objects/staging');
  return [
    register(Command.createPolicy, context, async (...args) => {
      if (snapshotOf(context)?.isKubernetes)
        await (await import('../objects/create-kubernetes')).createPolicyInKubernetes(context, args);
      else if (holdsObjects(context)) await (await createObject()).createObjectPolicy(context, args);
      else await (await create()).createPolicy(context, args);
    }),
    register(Command.createTier, context, async () => {
      if (holdsObjects(context)) await (await createObject()).createObjectTier(context);
      else await (await create()).createTier(context);
    }),
    register(Command.renamePolicy, context, async (...args) => (await remove()).renamePolicy(context, args)),
    register(Command.renameObject, context, async (...args) => {
      const [row] = targets(args, context.tree, 'tier', 'resourceTier', 'resource');
      if (row?.kind === 'tier') await (await import('./rename')).renameTier(context, [row]);
      else if (row?.kind === 'resourceTier') await (await import('../objects/rename')).renameObjectTier(context, [row]);
      else if (row) await (await import('../objects/rename')).renameObject(context, [row]);
    }),
    register(Command.removePolicy, context, async (...args) => {
      if (holdsObjects(context) && (await (await import('../objects/remove')).removeObjects(context, args))) return;
      await (await remove()).removePolicies(context, args);
    }),
    register(Command.removeTier, context, async (...args) => (await remove()).removeTier(context, args)),
    register(Command.movePolicyUp, context, (...args) => move(args, -1)),
    register(Command.movePolicyDown, context, (...args) => move(args, 1)),
    register(Command.setOrder, context, async (...args) => {
      const [row] = targets(args, context.tree, 'resource', 'resourceTier');
      if (row) await (await objectOrdering()).askObjectOrder(context, row);
      else await (await ordering()).askOrder(context, args);
    }),
    register(Command.stagePolicy, context, async (...args) => (await staging()).stagePolicy(context, args)),
    register(Command.promotePolicy, context, async (...args) => (await staging()).promotePolicy(context, args)),
  ];

  async function move(args: readonly unknown[], by: 1 | -1): Promise<void> {
    const [row] = targets(args, context.tree, 'resource');
    if (row) await (await objectOrdering()).moveObject(context, row, by);
    else await (await ordering()).movePolicy(context, args, by);
  }
}

/** Whether the cluster's policy is that of Calico 3. */
function holdsObjects(context: CommandContext): boolean {
  const snapshot = snapshotOf(context);
  return snapshot !== undefined && dataOf(snapshot.policy)?.resources !== undefined;
}
