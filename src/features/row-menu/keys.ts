import { Command, type CommandId } from '../../app/ids';
import type { NodeKind, TreeNode } from '../../app/tree-nodes';

const REMOVALS: Partial<Record<NodeKind, CommandId>> = {
  rule: Command.removeRule,
  policyRule: Command.removeRule,
  tag: Command.removeTag,
  profile: Command.removeProfile,
  brokenProfile: Command.removeProfile,
  policy: Command.removePolicy,
  brokenPolicy: Command.removePolicy,
  // In clusters with objects of Calico 3 the command removes them.
  resource: Command.removePolicy,
  tier: Command.removeTier,
  network: Command.removeNetwork,
  group: Command.destroyGroup,
  deployment: Command.cancelDeployment,
};

const RENAMES: Partial<Record<NodeKind, CommandId>> = {
  profile: Command.renameProfile,
  policy: Command.renamePolicy,
  // A rule has no name: its text is edited where it stands.
  rule: Command.openRules,
  policyRule: Command.openRules,
  tag: Command.renameTag,
  tier: Command.renameObject,
  resourceTier: Command.renameObject,
  resource: Command.renameObject,
};

/** Returns the command that removes the selected rows; undefined if no command removes all of them. */
export function removalOf(rows: readonly TreeNode[]): CommandId | undefined {
  const [command, ...others] = new Set(rows.map(({ kind }) => REMOVALS[kind]));
  return others.length === 0 ? command : undefined;
}

/** Returns the command that renames a row, or opens the text that it has instead of a name. */
export function renameCommandOf({ kind }: TreeNode): CommandId | undefined {
  return RENAMES[kind];
}
