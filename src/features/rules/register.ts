import type * as vscode from 'vscode';
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
export function registerRules(context: CommandContext, drag: RowDrag): vscode.Disposable[] {
  return [
    ...registerRuleCommands(context),
    ...registerProfileCommands(context),
    ...registerTagCommands(context),
    ...registerTierCommands(context),
    ...registerDrops(context, drag),
    ...registerRulesDocuments(context),
    ...registerManifests(context),
  ];
}
