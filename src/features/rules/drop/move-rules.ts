import * as l10n from '@vscode/l10n';
import { ClusterError, messageOf } from '../../../cluster/connection/errors';
import { networksOf } from '../../../cluster/model/indexes';
import { displayName, displayRule } from '../../../policy/calico1/names';
import type { Rule } from '../../../policy/calico1/rule';
import { locateRule, moveWithin, type DropTarget, putInto, takeOut } from '../../tree';
import type { RuleNode } from '../../../app/tree-nodes';
import { connected, type Acting, type Connected } from '../../../app/commands';
import { editProfile, type Outcome } from '../../../app/policy-edit';

/**
 * Moves rules in order, within a profile or to another one. Tags mean the same in every profile, so rules are moved as
 * stored. Stops at the first that can't be moved.
 */
export async function moveRules(context: Acting, rules: readonly RuleNode[], to: DropTarget): Promise<void> {
  const cluster = connected(context);
  for (const node of rules) {
    const rule = locateRule(node, cluster.store.snapshot)?.rule;
    const moved = rule
      ? await (node.profile === to.profile ? within(cluster, node, to) : across(context, cluster, node, rule, to))
      : 'not-found';
    if (moved !== 'changed') {
      context.reporter.warning(refusal(moved, node, to, cluster));
      return;
    }
  }
  context.reporter.done(
    rules.length === 1
      ? l10n.t('Moved the rule to {0}.', placeName(to, rules[0], cluster))
      : l10n.t('Moved {0} rules to {1}.', rules.length, placeName(to, rules[0], cluster)),
  );
}

function within(cluster: Connected, node: RuleNode, to: DropTarget): Promise<Outcome> {
  return editProfile(cluster, node.profile, (profile) => moveWithin(profile, node, to));
}

/** Adds before removing: a failure in between leaves a rule too many instead of one too few. */
async function across(
  { reporter }: Acting,
  cluster: Connected,
  node: RuleNode,
  rule: Rule,
  to: DropTarget,
): Promise<Outcome> {
  const outcome = await editProfile(cluster, to.profile, (profile) =>
    putInto(profile, to.direction ?? node.direction, rule, to),
  );
  if (outcome !== 'changed') return outcome;
  const networks = networksOf(cluster.store.snapshot);
  const [source, target] = [displayName(node.profile, networks), displayName(to.profile, networks)];
  const text = displayRule(rule, networks);
  try {
    if ((await editProfile(cluster, node.profile, (profile) => takeOut(profile, node))) === 'not-found')
      reporter.warning(l10n.t('“{0}” was added to {1}, but it was already removed from {2}.', text, target, source));
  } catch (error) {
    throw new ClusterError(
      'conflict',
      l10n.t('“{0}” was added to {1}, but could not be removed from {2}: {3}', text, target, source, messageOf(error)),
      l10n.t('Both profiles contain it now.'),
      undefined,
      { cause: error },
    );
  }
  return 'changed';
}

function refusal(outcome: Exclude<Outcome, 'changed'>, node: RuleNode, to: DropTarget, cluster: Connected): string {
  return outcome === 'already-present'
    ? l10n.t('{0} already contains the same rule. It was not moved.', placeName(to, node, cluster))
    : l10n.t('The rules changed in the meantime, so nothing was moved. Check the new order and try again.');
}

function placeName({ profile, direction }: DropTarget, node: RuleNode | undefined, { store }: Connected): string {
  return `${displayName(profile, networksOf(store.snapshot))}, ${direction ?? node?.direction ?? 'inbound'}`;
}
