import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import { networksOf } from '../../cluster/model/indexes';
import { Command } from '../../app/ids';
import { addTag, removeTag } from '../../policy/calico1/edit';
import { displayName, storedName } from '../../policy/calico1/names';
import { ask } from '../../app/text/window';
import { undoAction } from '../../app/undo-action';
import { connected, register, snapshotOf, targets, type CommandContext } from '../../app/commands';
import { pickProfile, pickTag } from '../../app/pick';
import { editProfile, isMapped, requireProfile } from '../../app/policy-edit';

/** Registers the commands that add, rename and remove tags. */
export function registerTagCommands(context: CommandContext): vscode.Disposable[] {
  const { tree, reporter } = context;
  return [
    register(Command.addTag, context, async (...args) => {
      const cluster = connected(context);
      const { snapshot } = cluster.store;
      const networks = networksOf(snapshot);
      const [node] = targets(args, tree, 'profile', 'tags', 'tag');
      const profile = node
        ? requireProfile(node.profile, snapshot)
        : await pickProfile(l10n.t('Add a tag to which profile?'), snapshot);
      if (!profile) return;
      const name = displayName(profile.name, networks);
      const stored = (text: string) => (isMapped(profile.name, snapshot) ? storedName(text, networks) : text);
      const typed = await ask({
        title: l10n.t('Add Tag to {0}', name),
        prompt: l10n.t('Every endpoint of the profile gets this tag. Rules can refer to it: allow from tag …'),
        check: (text) => {
          const result = addTag(profile, stored(text.trim()));
          return result.kind === 'invalid' ? result.reason : undefined;
        },
      });
      if (typed === undefined) return;
      const tag = typed.trim();
      const outcome = await editProfile(cluster, profile.name, (current) => addTag(current, stored(tag)));
      reporter.done(
        outcome === 'already-present'
          ? l10n.t('{0} already has the tag {1}.', name, tag)
          : l10n.t('Added tag {0} to {1}.', tag, name),
      );
    }),
    register(Command.renameTag, context, async (...args) => (await import('./rename-tag')).renameTag(context, args)),
    register(Command.removeTag, context, async (...args) => {
      const cluster = connected(context);
      const { snapshot } = cluster.store;
      const networks = networksOf(snapshot);
      const nodes = targets(args, tree, 'tag');
      const chosen =
        nodes.length > 0
          ? nodes
          : await askTag(context, l10n.t('Remove a tag from which profile?'), l10n.t('Remove which tag?'));
      for (const { profile, tag } of chosen) {
        const since = Date.now();
        const outcome = await editProfile(cluster, profile, (current) => removeTag(current, tag));
        const [tagName, name] = [displayName(tag, networks), displayName(profile, networks)];
        if (outcome === 'not-found') reporter.warning(l10n.t('Tag {0} was already removed from {1}.', tagName, name));
        else reporter.info(l10n.t('Removed tag {0} from {1}.', tagName, name), undoAction({ of: profile, since }));
      }
    }),
  ];
}

/** Asks for a profile and one of its tags, by stored names. Empty if the user cancels. */
export async function askTag(
  context: CommandContext,
  ofWhich: string,
  which: string,
): Promise<readonly { readonly profile: string; readonly tag: string }[]> {
  const snapshot = snapshotOf(context);
  if (!snapshot) return [];
  const profile = await pickProfile(ofWhich, snapshot);
  if (!profile) return [];
  const tag = await pickTag(which, profile, snapshot);
  return tag === undefined ? [] : [{ profile: profile.name, tag }];
}
