import * as l10n from '@vscode/l10n';
import type { CommandContext, Connected } from '../../../app/commands';
import { undoAction } from '../../../app/undo-action';
import { pickDirection } from '../../../app/pick';
import { editPolicyRules } from '../../../app/tier-edit';
import type { PolicyRuleNode } from '../../../app/tree-nodes';
import type { PolicyId, TieredPolicy } from '../../../policy/calico1/policy';
import { formatRule } from '../../../policy/calico1/grammar';
import { deleteRule, insertRule, shiftRule } from '../../../policy/calico1/rule-list';
import type { Direction } from '../../../policy/calico1/rule';
import { positionIn } from '../../tree';
import { refusalMessage } from '../drop/move-messages';

/** Asks for a rule of a policy and adds it at the end. */
export async function addPolicyRule(
  context: CommandContext,
  cluster: Connected,
  policy: TieredPolicy,
  given?: Direction,
): Promise<void> {
  const { store } = cluster;
  const direction = given ?? (await pickDirection(l10n.t('Add Rule to {0}', policy.name)));
  if (!direction) return;
  const { askForRule } = await import('../rule-entry');
  const rule = await askForRule(policy, direction, () => store.snapshot, context.previews);
  if (!rule) return;
  const outcome = await editPolicyRules(cluster, policy, direction, (rules) => insertRule(rules, rule));
  const text = formatRule(rule);
  context.reporter.done(
    outcome === 'already-present'
      ? l10n.t('{0} already contains “{1}”. Nothing was changed.', policy.name, text)
      : l10n.t('Added “{0}” to {1}, {2}.', text, policy.name, direction),
  );
}

/** Removes a policy's rule, found by its text. */
export async function removePolicyRule(
  { reporter }: CommandContext,
  cluster: Connected,
  node: PolicyRuleNode,
): Promise<void> {
  const { policy, direction, text } = node;
  const since = Date.now();
  const outcome = await editPolicyRules(cluster, idOf(node), direction, (rules) => {
    const index = positionIn(rules, node);
    return index < 0 ? { kind: 'not-found' } : deleteRule(rules, index + 1);
  });
  if (outcome === 'not-found') reporter.warning(l10n.t('“{0}” was already removed from {1}.', text, policy));
  else
    reporter.info(
      l10n.t('Removed “{0}” from {1}, {2}.', text, policy, direction),
      undoAction({ of: idOf(node), since }),
    );
}

/** Moves a policy's rule up or down by one. */
export async function movePolicyRule(
  { reporter }: CommandContext,
  cluster: Connected,
  node: PolicyRuleNode,
  by: 1 | -1,
): Promise<void> {
  // The last attempt counts, as in every edit.
  const attempts: { readonly stays: boolean }[] = [];
  const outcome = await editPolicyRules(cluster, idOf(node), node.direction, (rules) => {
    const from = positionIn(rules, node) + 1;
    const to = from + by;
    if (from === 0) return { kind: 'not-found' };
    const stays = to < 1 || to > rules.length;
    attempts.push({ stays });
    return stays ? { kind: 'changed', rules } : shiftRule(rules, from, to);
  });
  if (outcome === 'not-found') reporter.warning(refusalMessage('not-found', node.policy));
  else if (attempts.at(-1)?.stays === true) reporter.done(atTheEnd(by, node.text, node.policy, node.direction));
}

/** Says that a rule can't be moved further up or down. @param owner The displayed name of its profile or policy. */
export function atTheEnd(by: 1 | -1, rule: string, owner: string, direction: Direction): string {
  return by < 0
    ? l10n.t('“{0}” is already the first rule of {1}, {2}.', rule, owner, direction)
    : l10n.t('“{0}” is already the last rule of {1}, {2}.', rule, owner, direction);
}

function idOf({ tier, policy }: PolicyRuleNode): PolicyId {
  return { tier, name: policy };
}
