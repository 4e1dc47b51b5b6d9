import type * as vscode from 'vscode';
import { networksOf } from '../../cluster/model/indexes';
import { Command } from '../../app/ids';
import { addTag, removeTag } from '../../policy/calico1/edit';
import { displayName, storedName } from '../../policy/calico1/names';
import { ask, choose } from '../../app/text/window';
import { connected, register, targets, type CommandContext } from '../../app/commands';
import { pickProfile } from '../../app/pick';
import { editProfile, isMapped, requireProfile } from '../../app/policy-edit';

/** Add and remove tags of a profile. */
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
        : await pickProfile('Add a tag to which profile?', snapshot);
      if (!profile) return;
      const name = displayName(profile.name, networks);
      const stored = (text: string) => (isMapped(profile.name, snapshot) ? storedName(text, networks) : text);
      const typed = await ask({
        title: `Add tag to ${name}`,
        prompt: 'Every endpoint of the profile carries it; rules can name it: allow from tag …',
        check: (text) => {
          const result = addTag(profile, stored(text.trim()));
          return result.kind === 'invalid' ? result.reason : undefined;
        },
      });
      if (typed === undefined) return;
      const tag = typed.trim();
      const outcome = await editProfile(cluster, profile.name, (current) => addTag(current, stored(tag)));
      reporter.done(outcome === 'already-present' ? `${name} carries ${tag} already.` : `Tag ${tag} added to ${name}.`);
    }),
    register(Command.removeTag, context, async (...args) => {
      const cluster = connected(context);
      const { snapshot } = cluster.store;
      const networks = networksOf(snapshot);
      const nodes = targets(args, tree, 'tag');
      const chosen = nodes.length > 0 ? nodes : await pickTag(context);
      for (const { profile, tag } of chosen) {
        const outcome = await editProfile(cluster, profile, (current) => removeTag(current, tag));
        const [tagName, name] = [displayName(tag, networks), displayName(profile, networks)];
        if (outcome === 'not-found') reporter.warning(`Tag ${tagName} had gone from ${name} already.`);
        else reporter.done(`Tag ${tagName} removed from ${name}.`);
      }
    }),
  ];
}

async function pickTag({
  session: { snapshot },
}: CommandContext): Promise<readonly { readonly profile: string; readonly tag: string }[]> {
  if (!snapshot) return [];
  const profile = await pickProfile('Remove a tag from which profile?', snapshot);
  if (!profile) return [];
  const networks = networksOf(snapshot);
  const chosen = await choose(
    profile.tags.map((tag) => ({ label: displayName(tag, networks), tag })),
    { title: 'Remove which tag?' },
  );
  return chosen ? [{ profile: profile.name, tag: chosen.tag }] : [];
}
