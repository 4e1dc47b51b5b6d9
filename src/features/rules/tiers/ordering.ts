import * as l10n from '@vscode/l10n';
import { connected, targets, type CommandContext } from '../../../app/commands';
import { pickPolicy } from '../../../app/pick';
import { ask } from '../../../app/text/window';
import { requirePolicy, setOrder, type TierObject } from '../../../app/tier-edit';
import { dataOf } from '../../../cluster/model/indexes';
import { policiesOfTier } from '../../../cluster/model/policies';
import type { Snapshot } from '../../../cluster/model/snapshot';
import { tiersOf } from '../../../cluster/model/tiers';
import { swapOrders } from '../../../policy/calico1/order';

/** Swaps a policy with the one before or after it in its tier, by as few changed orders as possible. */
export async function movePolicy(context: CommandContext, args: readonly unknown[], by: 1 | -1): Promise<void> {
  const cluster = connected(context);
  const { snapshot } = cluster.store;
  const [row] = targets(args, context.tree, 'policy');
  const policy = row
    ? requirePolicy({ tier: row.tier, name: row.policy }, snapshot)
    : await pickPolicy(by < 0 ? l10n.t('Move which policy up?') : l10n.t('Move which policy down?'), snapshot);
  if (!policy) return;
  const { tier, name } = policy;
  const sorted = policiesOfTier(tier, dataOf(snapshot.policy) ?? {}).filter(({ kind }) => kind === 'policy');
  const policies = sorted.flatMap((other) => (other.kind === 'policy' ? [other] : []));
  const index = policies.findIndex((other) => other.name === name);
  const changes = by < 0 ? swapOrders(policies, index - 1, 'second') : swapOrders(policies, index, 'first');
  if (changes.length === 0) {
    context.reporter.done(
      by < 0
        ? l10n.t('{0} is already the first policy of the tier.', name)
        : l10n.t('{0} is already the last policy of the tier.', name),
    );
    return;
  }
  for (const change of changes) await setOrder(cluster, { kind: 'policy', tier, name: change.name }, change.order);
}

/** Asks for the order of a policy or a tier. */
export async function askOrder(context: CommandContext, args: readonly unknown[]): Promise<void> {
  const cluster = connected(context);
  const { snapshot } = cluster.store;
  const [row] = targets(args, context.tree, 'policy', 'tier');
  const object = row ? objectOf(row) : await askPolicy(snapshot);
  if (!object) return;
  const before = orderOf(object, snapshot);
  const typed = await ask({
    title: l10n.t('Order of {0}', object.name),
    prompt: l10n.t('Lower numbers are evaluated first. Leave it empty to come last.'),
    value: before === undefined ? '' : String(before),
    check: (text) => (text.trim() === '' || isNumber(text) ? undefined : l10n.t('Enter a number.')),
  });
  if (typed === undefined) return;
  await setOrder(cluster, object, typed.trim() === '' ? undefined : Number(typed));
  context.reporter.done(
    typed.trim() === ''
      ? l10n.t('{0} comes last now.', object.name)
      : l10n.t('{0} has order {1} now.', object.name, Number(typed)),
  );
}

async function askPolicy(snapshot: Snapshot): Promise<TierObject | undefined> {
  const policy = await pickPolicy(l10n.t('Set the order of which policy?'), snapshot);
  return policy && { kind: 'policy', tier: policy.tier, name: policy.name };
}

function objectOf(row: { readonly tier: string; readonly policy?: string }): TierObject {
  return row.policy === undefined
    ? { kind: 'tier', name: row.tier }
    : { kind: 'policy', tier: row.tier, name: row.policy };
}

function orderOf(object: TierObject, snapshot: Snapshot): number | undefined {
  if (object.kind === 'policy') return requirePolicy(object, snapshot).order;
  return tiersOf(dataOf(snapshot.policy) ?? {}).find(({ name }) => name === object.name)?.order;
}

function isNumber(text: string): boolean {
  return /^\s*-?\d+(\.\d+)?\s*$/.test(text);
}
