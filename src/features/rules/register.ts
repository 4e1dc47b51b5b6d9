import type { Disposable } from '../../base/emitter';
import type { CommandContext } from '../../app/commands';
import type { RowDrag } from '../tree';
import { registerRuleCommands } from './commands';
import { registerDrops } from './drops';
import { registerRulesDocuments } from './editor/register';
import { registerManifests } from './manifests/register';
import { registerProfileCommands } from './profiles';
import { registerTagCommands } from './tags';
import { registerTierCommands } from './tiers/register';

/**
 * Registers everything that edits policy: commands for rules, profiles and tags, drops on the tree, and rules
 * documents.
 */
export function registerRules(context: CommandContext, drag: RowDrag): Disposable[] {
  const manifests = registerManifests(context);
  return [
    manifests,
    ...registerRuleCommands(context),
    ...registerProfileCommands(context),
    ...registerTagCommands(context),
    ...registerTierCommands(context),
    ...registerDrops(context, drag),
    ...registerRulesDocuments(context, manifests),
  ];
}
