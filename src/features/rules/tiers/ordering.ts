import * as l10n from '@vscode/l10n';
import { connected, targets, type CommandContext } from '../../../app/commands';
import { pickPolicy } from '../../../app/pick';
import { requirePolicy, setOrder, type TierObject } from '../../../app/tier-edit';
import { dataOf } from '../../../cluster/model/indexes';
import { policiesOfTier } from '../../../cluster/model/policies';
import type { Snapshot } from '../../../cluster/model/snapshot';
import { tiersOf } from '../../../cluster/model/tiers';
import { swapOrders } from '../../../policy/calico1/order';
import { atEndText, orderedText, typeOrder } from '../order-input';

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
    context.reporter.done(atEndText(name, by));
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
  const typed = await typeOrder(object.name, before);
  if (!typed) return;
  await setOrder(cluster, object, typed.order);
  context.reporter.done(orderedText(object.name, typed));
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
