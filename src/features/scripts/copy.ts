import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Command } from '../../app/ids';
import type { TreeNode } from '../../app/tree-nodes';
import { connected, register, snapshotOf, targets, type CommandContext } from '../../app/commands';
import { pickProfile } from '../../app/pick';

/** The rows that each command copies. */
const CALICOCTL = ['profile', 'brokenProfile', 'direction', 'rule', 'tags', 'tag', 'resource'] as const;
const KUBECTL = ['resource'] as const;
const DOCKER = ['network'] as const;
const CURL = ['group', 'app'] as const;

/** Copies what the selected rows represent as commands of calicoctl, kubectl, docker or curl. */
export function registerCopyCommands(context: CommandContext): readonly vscode.Disposable[] {
  return [
    register(Command.copyCalicoctl, context, async (...args) => {
      const chosen = targets(args, context.tree, ...CALICOCTL);
      await copy(context, chosen.length > 0 ? chosen : await askProfile(context));
    }),
    register(Command.copyKubectl, context, (...args) => copy(context, targets(args, context.tree, ...KUBECTL))),
    register(Command.copyDocker, context, (...args) => copy(context, targets(args, context.tree, ...DOCKER))),
    register(Command.copyCurl, context, (...args) => copy(context, targets(args, context.tree, ...CURL))),
  ];
}

async function copy(context: CommandContext, nodes: readonly TreeNode[]): Promise<void> {
  const { definition, store } = connected(context);
  const { commandsFor } = await import('./copied-commands');
  const lines = nodes.flatMap((node) => commandsFor(node, store.snapshot, definition) ?? []);
  if (lines.length === 0) return;
  await vscode.env.clipboard.writeText(`${lines.join('\n')}\n`);
  context.reporter.done(
    lines.length === 1
      ? l10n.t('Copied: {0}', lines[0]?.split('\n')[0] ?? '')
      : l10n.t('Copied {0} commands.', lines.length),
  );
}

async function askProfile(context: CommandContext): Promise<readonly TreeNode[]> {
  const snapshot = snapshotOf(context);
  const profile = snapshot && (await pickProfile(l10n.t('Copy which profile as calicoctl commands?'), snapshot));
  return profile ? [{ kind: 'profile', profile: profile.name }] : [];
}
