import type * as vscode from 'vscode';
import { register, type CommandContext } from '../../../app/commands';
import { Command } from '../../../app/ids';

/** Registers the commands for tiers and their policies. Their code is loaded on first use. */
export function registerTierCommands(context: CommandContext): vscode.Disposable[] {
  const create = () => import('./create');
  const remove = () => import('./remove');
  const ordering = () => import('./ordering');
  return [
    register(Command.createPolicy, context, async (...args) => (await create()).createPolicy(context, args)),
    register(Command.createTier, context, async () => (await create()).createTier(context)),
    register(Command.renamePolicy, context, async (...args) => (await remove()).renamePolicy(context, args)),
    register(Command.removePolicy, context, async (...args) => (await remove()).removePolicies(context, args)),
    register(Command.removeTier, context, async (...args) => (await remove()).removeTier(context, args)),
    register(Command.movePolicyUp, context, async (...args) => (await ordering()).movePolicy(context, args, -1)),
    register(Command.movePolicyDown, context, async (...args) => (await ordering()).movePolicy(context, args, 1)),
    register(Command.setOrder, context, async (...args) => (await ordering()).askOrder(context, args)),
  ];
}
