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
  return [
    register(Command.createPolicy, context, async (...args) => {
      if (snapshotOf(context)?.isKubernetes)
        await (await import('../objects/create-kubernetes')).createNetworkPolicy(context, args);
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
    register(Command.movePolicyUp, context, async (...args) => (await ordering()).movePolicy(context, args, -1)),
    register(Command.movePolicyDown, context, async (...args) => (await ordering()).movePolicy(context, args, 1)),
    register(Command.setOrder, context, async (...args) => (await ordering()).askOrder(context, args)),
  ];
}

/** Whether the cluster's policy is that of Calico 3. */
function holdsObjects(context: CommandContext): boolean {
  const snapshot = snapshotOf(context);
  return snapshot !== undefined && dataOf(snapshot.policy)?.resources !== undefined;
}
