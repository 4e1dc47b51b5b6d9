import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import { ClusterError } from '../../cluster/connection/errors';
import { networksOf } from '../../cluster/model/indexes';
import type { Snapshot } from '../../cluster/model/snapshot';
import type { GraphRuleArgument } from '../graph';
import { Command } from '../../app/ids';
import { addRule, moveRule, removeRule, type Changed, type OutOfRange } from '../../policy/calico1/edit';
import { formatRule, parseRule } from '../../policy/calico1/grammar';
import { displayName, displayRule } from '../../policy/calico1/names';
import type { Direction, Rule } from '../../policy/calico1/rule';
import { childrenOf, locateRule } from '../tree';
import type { RuleNode } from '../../app/tree-nodes';
import { connected, register, snapshotOf, targets, type CommandContext, type Connected } from '../../app/commands';
import { pickDirection, pickProfile, pickProfileOrPolicy, pickRule, type PlacedRule } from '../../app/pick';
import { editProfile, requireProfile, storedRule } from '../../app/policy-edit';
import { undoAction } from '../../app/undo-action';
import { requirePolicy } from '../../app/tier-edit';
import { addPolicyRule, atTheEnd, movePolicyRule, removePolicyRule } from './tiers/policy-rules';

/** Registers the commands that add, remove and move rules. */
export function registerRuleCommands(context: CommandContext): vscode.Disposable[] {
  return [
    register(Command.addRule, context, (...args) => add(context, args)),
    register(Command.removeRule, context, async (...args) => {
      const cluster = connected(context);
      const rows = targets(args, context.tree, 'policyRule');
      for (const row of rows) await removePolicyRule(context, cluster, row);
      if (rows.length > 0 && targets(args, context.tree, 'rule').length === 0) return;
      const chosen = await ruleTargets(context, args, l10n.t('Remove which rule?'));
      for (const target of chosen) await remove(context, cluster, target);
    }),
    register(Command.moveRuleUp, context, (...args) => move(context, args, -1)),
    register(Command.moveRuleDown, context, (...args) => move(context, args, 1)),
    register(Command.moveRuleTo, context, (...args) => moveTo(context, args)),
  ];
}

async function add(context: CommandContext, args: readonly unknown[]): Promise<void> {
  const cluster = connected(context);
  const { store } = cluster;
  const given = givenRule(args[0]);
  if (given) return addGiven(context, cluster, given);
  const [row] = targets(args, context.tree, 'policy', 'policyRule');
  if (row) {
    const policy = requirePolicy({ tier: row.tier, name: row.policy }, store.snapshot);
    return addPolicyRule(context, cluster, policy, 'direction' in row ? row.direction : undefined);
  }
  const [node] = targets(args, context.tree, 'profile', 'direction', 'rule');
  const profile = node ? requireProfile(node.profile, store.snapshot) : await pickProfileOrPolicy(store.snapshot);
  if (!profile) return;
  if (profile.kind === 'policy') return addPolicyRule(context, cluster, profile);
  const direction =
    node && 'direction' in node
      ? node.direction
      : await pickDirection(l10n.t('Add Rule to {0}', displayName(profile.name, networksOf(store.snapshot))));
  if (!direction) return;
  const { askForRule } = await import('./rule-entry');
  const rule = await askForRule(profile, direction, () => store.snapshot, context.previews);
  if (!rule) return;
  await addTo(context, cluster, profile.name, direction, rule);
}

async function addTo(
  { reporter }: CommandContext,
  cluster: Connected,
  profile: string,
  direction: Direction,
  rule: Rule,
): Promise<void> {
  const outcome = await editProfile(cluster, profile, (current) => addRule(current, direction, rule));
  const text = shown(rule, cluster);
  const name = displayName(profile, networksOf(cluster.store.snapshot));
  if (outcome === 'already-present')
    reporter.done(l10n.t('{0} already contains “{1}”. Nothing was changed.', name, text));
  else reporter.done(l10n.t('Added “{0}” to {1}, {2}.', text, name, direction));
}

/** The command's argument if the caller already knows the rule: the graph's buttons. */
function givenRule(argument: unknown): GraphRuleArgument | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const fields = new Map<string, unknown>(Object.entries(argument));
  const [profile, text] = [fields.get('profile'), fields.get('text')];
  return typeof profile === 'string' &&
    typeof text === 'string' &&
    fields.get('direction') === 'inbound' &&
    !fields.has('kind')
    ? { profile, text, direction: 'inbound' }
    : undefined;
}

async function addGiven(
  context: CommandContext,
  cluster: Connected,
  { profile: name, direction, text }: GraphRuleArgument,
): Promise<void> {
  const profile = requireProfile(name, cluster.store.snapshot);
  const { rule, errors } = parseRule(text);
  if (!rule)
    throw new ClusterError(
      'invalid',
      l10n.t('“{0}” is not a valid rule: {1}', text, errors[0]?.message ?? ''),
      l10n.t('Nothing was changed.'),
    );
  await addTo(context, cluster, profile.name, direction, storedRule(rule, profile.name, cluster.store.snapshot));
}

async function remove(
  { reporter }: CommandContext,
  cluster: Connected,
  { profile, direction, rule }: PlacedRule,
): Promise<void> {
  const name = displayName(profile, networksOf(cluster.store.snapshot));
  // By the rule, not by its position: someone else may have moved it since the tree was drawn.
  const since = Date.now();
  const outcome = await editProfile(cluster, profile, (current) => removeRule(current, direction, rule));
  if (outcome === 'not-found')
    reporter.warning(l10n.t('“{0}” was already removed from {1}.', shown(rule, cluster), name));
  else
    reporter.info(
      l10n.t('Removed “{0}” from {1}, {2}.', shown(rule, cluster), name, direction),
      undoAction({ of: profile, since }),
    );
}

async function move(context: CommandContext, args: readonly unknown[], by: 1 | -1): Promise<void> {
  const cluster = connected(context);
  const [row] = targets(args, context.tree, 'policyRule');
  if (row) return movePolicyRule(context, cluster, row, by);
  const [target] = await ruleTargets(
    context,
    args,
    by < 0 ? l10n.t('Move which rule up?') : l10n.t('Move which rule down?'),
  );
  if (!target) return;
  const { profile, direction, position, rule } = target;
  const to = position + by;
  const count = requireProfile(profile, cluster.store.snapshot)[direction].length;
  if (to < 1 || to > count) {
    const name = displayName(profile, networksOf(cluster.store.snapshot));
    context.reporter.done(atTheEnd(by, shown(rule, cluster), name, direction));
    return;
  }
  await editProfile(cluster, profile, (current): Changed | OutOfRange | { readonly kind: 'not-found' } => {
    // Moves only the rule that the user saw at that position.
    const there = current[direction][position - 1];
    return there && formatRule(there) === formatRule(rule)
      ? moveRule(current, direction, position, to)
      : { kind: 'not-found' };
  }).then((outcome) => {
    if (outcome === 'not-found')
      context.reporter.warning(
        l10n.t('The rules changed in the meantime, so nothing was moved. Check the new order and try again.'),
      );
  });
}

/** The keyboard alternative to dragging: moves rules to the end of a direction of any profile. */
async function moveTo(context: CommandContext, args: readonly unknown[]): Promise<void> {
  const { store } = connected(context);
  const nodes = targets(args, context.tree, 'rule');
  const rules = nodes.length > 0 ? nodes : await pickRuleNode(store.snapshot);
  if (rules.length === 0) return;
  const profile = await pickProfile(l10n.t('Move to which profile?'), store.snapshot);
  const direction =
    profile && (await pickDirection(l10n.t('Move to {0}', displayName(profile.name, networksOf(store.snapshot)))));
  if (!direction) return;
  const { doDrop } = await import('./drop/drop');
  await doDrop(context, { kind: 'move', rules, to: { profile: profile.name, direction } });
}

async function pickRuleNode(snapshot: Snapshot): Promise<readonly RuleNode[]> {
  const choice = await pickRule(l10n.t('Move which rule?'), snapshot);
  if (!choice) return [];
  const { profile, direction, position } = choice;
  const row = childrenOf({ kind: 'direction', profile, direction }, snapshot)[position - 1];
  return row?.kind === 'rule' ? [row] : [];
}

/** Returns the rules that a command applies to, found when the command started. Asks for one if there is no row. */
async function ruleTargets(
  context: CommandContext,
  args: readonly unknown[],
  title: string,
): Promise<readonly PlacedRule[]> {
  const snapshot = snapshotOf(context);
  if (!snapshot) return [];
  const nodes = targets(args, context.tree, 'rule');
  if (nodes.length > 0) return nodes.flatMap((node) => found(node, locateRule(node, snapshot)));
  const choice = await pickRule(title, snapshot);
  return choice ? [choice] : [];
}

function found(
  { profile, direction }: RuleNode,
  place: { readonly position: number; readonly rule: Rule } | undefined,
): readonly PlacedRule[] {
  return place ? [{ profile, direction, ...place }] : [];
}

function shown(rule: Rule, { store }: Connected): string {
  return displayRule(rule, networksOf(store.snapshot));
}
