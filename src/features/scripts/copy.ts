import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Command } from '../../app/ids';
import type { TreeNode } from '../../app/tree-nodes';
import { commandsFor } from './copied-commands';
import { connected, register, targets, type CommandContext } from '../../app/commands';
import { pickProfile } from '../../app/pick';

/** Copies what the selected rows represent as shell commands. */
export function registerCopyCommand(context: CommandContext): vscode.Disposable {
  return register(Command.copyCalicoctl, context, async (...args) => {
    const { definition, store } = connected(context);
    const chosen: readonly TreeNode[] = targets(
      args,
      context.tree,
      'network',
      'profile',
      'brokenProfile',
      'direction',
      'rule',
      'tags',
      'tag',
      'group',
      'app',
    );
    const nodes = chosen.length > 0 ? chosen : await askProfile(context);
    const lines = nodes.flatMap((node) => commandsFor(node, store.snapshot, definition.marathon) ?? []);
    if (lines.length === 0) return;
    await vscode.env.clipboard.writeText(`${lines.join('\n')}\n`);
    context.reporter.done(
      lines.length === 1 ? l10n.t('Copied: {0}', lines.join('')) : l10n.t('Copied {0} commands.', lines.length),
    );
  });
}

async function askProfile({ session: { snapshot } }: CommandContext): Promise<readonly TreeNode[]> {
  const profile = snapshot && (await pickProfile(l10n.t('Copy which profile as calicoctl commands?'), snapshot));
  return profile ? [{ kind: 'profile', profile: profile.name }] : [];
}
