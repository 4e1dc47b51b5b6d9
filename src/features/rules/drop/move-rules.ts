import * as l10n from '@vscode/l10n';
import { ClusterError, messageOf } from '../../../cluster/connection/errors';
import { networksOf } from '../../../cluster/model/indexes';
import { displayName, displayRule } from '../../../policy/calico1/names';
import { locateRule, moveAllWithin, type DropTarget, putInto, takeOut } from '../../tree';
import type { RuleNode } from '../../../app/tree-nodes';
import { connected, type Acting, type Connected } from '../../../app/commands';
import { editProfile, type Outcome } from '../../../app/policy-edit';
import { movedMessage, refusalMessage, unmovedMessage } from './move-messages';

/**
 * Moves rules in order, within a profile or to another one. Tags mean the same in every profile, so rules are moved as
 * stored. Within a profile it moves all or none. Otherwise it stops at the first that can't be moved.
 */
export async function moveRules(context: Acting, rules: readonly RuleNode[], to: DropTarget): Promise<void> {
  const cluster = connected(context);
  const own = rules.filter(({ profile }) => profile === to.profile);
  const [first, ...rest] = own;
  const steps = [
    ...(first ? [() => within(cluster, [first, ...rest], to)] : []),
    ...rules.filter((node) => !own.includes(node)).map((node) => () => across(context, cluster, node, to)),
  ];
  let moved = false;
  for (const step of steps) {
    const outcome = await step();
    if (outcome.kind === 'refused') {
      context.reporter.warning(refusalMessage(outcome.why, placeName(to, outcome.node, cluster)));
      return;
    }
    moved ||= outcome.kind === 'moved';
  }
  if (!moved) {
    context.reporter.done(unmovedMessage(rules.length));
    return;
  }
  context.reporter.done(movedMessage(rules.length, placeName(to, rules[0], cluster)));
}

/** What became of rules that were to be moved. */
type Move =
  | { readonly kind: 'moved' | 'in-place' }
  | { readonly kind: 'refused'; readonly node: RuleNode; readonly why: Exclude<Outcome, 'changed'> };

async function within(cluster: Connected, nodes: readonly [RuleNode, ...RuleNode[]], to: DropTarget): Promise<Move> {
  let kind: Exclude<Move['kind'], 'refused'> = 'moved';
  const outcome = await editProfile(cluster, to.profile, (profile) => {
    const result = moveAllWithin(profile, nodes, to);
    kind = result.kind === 'changed' && result.profile === profile ? 'in-place' : 'moved';
    return result;
  });
  return outcome === 'changed' ? { kind } : { kind: 'refused', node: nodes[0], why: outcome };
}

/** Adds before removing: a failure in between leaves a rule too many instead of one too few. */
async function across({ reporter }: Acting, cluster: Connected, node: RuleNode, to: DropTarget): Promise<Move> {
  const rule = locateRule(node, cluster.store.snapshot)?.rule;
  if (!rule) return { kind: 'refused', node, why: 'not-found' };
  const outcome = await editProfile(cluster, to.profile, (profile) =>
    putInto(profile, to.direction ?? node.direction, rule, to),
  );
  if (outcome !== 'changed') return { kind: 'refused', node, why: outcome };
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
  return { kind: 'moved' };
}

function placeName({ profile, direction }: DropTarget, node: RuleNode | undefined, { store }: Connected): string {
  return `${displayName(profile, networksOf(store.snapshot))}, ${direction ?? node?.direction ?? 'inbound'}`;
}
