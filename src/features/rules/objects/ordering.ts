import * as l10n from '@vscode/l10n';
import { connected, type CommandContext, type Connected } from '../../../app/commands';
import { resourceIn, type NodeOf } from '../../../app/tree-nodes';
import { isRecord, parseJson } from '../../../base/json';
import { ClusterError } from '../../../cluster/connection/errors';
import { resourceObject } from '../../../cluster/etcd/change';
import { dataOf } from '../../../cluster/model/indexes';
import { modelPolicy, tiersOfObjects } from '../../../cluster/model/object-tiers';
import { resourceNamed } from '../../../cluster/model/resources';
import type { PolicyData } from '../../../cluster/model/snapshot';
import { updateOf } from '../../../cluster/model/object-change';
import { swapOrders, type Ordered } from '../../../policy/calico1/order';
import { hasOrder, isSameResource, type ResourceId, writtenKind } from '../../../policy/resources';
import { atEndText, orderedText, typeOrder } from '../order-input';
import { requireRight } from './right';

/** Tiers whose order Calico fixes. */
const FIXED = ['default', 'kube-admin', 'kube-baseline'];

/** Swaps a policy of Calico 3 with the one before or after it in its tier, by as few changed orders as possible. */
export async function moveObject(context: CommandContext, row: NodeOf<'resource'>, by: 1 | -1): Promise<void> {
  const cluster = connected(context);
  const data = dataOf(cluster.store.snapshot.policy);
  const id = resourceIn(row);
  const tier = data && tiersOfObjects(data).find(({ policies }) => policies.some((other) => isSameResource(other, id)));
  if (!tier) return;
  const sorted = tier.policies.flatMap((policy): readonly (Ordered & { readonly id: ResourceId })[] => {
    const compiled = modelPolicy(policy, data);
    if (!compiled) return [];
    const { tieBreak, order } = compiled;
    return [{ name: tieBreak, order: order === Infinity ? undefined : order, id: policy }];
  });
  const index = sorted.findIndex((other) => isSameResource(other.id, id));
  const changes = by < 0 ? swapOrders(sorted, index - 1, 'second') : swapOrders(sorted, index, 'first');
  if (changes.length === 0) {
    context.reporter.done(atEndText(id.name, by));
    return;
  }
  const changed = changes.flatMap(({ name, order }) => {
    const found = sorted.find((other) => other.name === name);
    return found ? [{ id: found.id, order }] : [];
  });
  if (changed.some((change) => !hasOrder(change.id.kind)))
    throw new ClusterError(
      'invalid',
      l10n.t('No order puts {0} there: policies of Kubernetes next to it have the same fixed order.', id.name),
      l10n.t('Nothing was changed. Move it further, or give it an order with “Set Order…”.'),
    );
  for (const change of changed) {
    const stored = resourceNamed(change.id, data);
    if (stored) await requireRight(cluster, updateOf(stored));
  }
  for (const change of changed) await writeOrder(cluster, change.id, change.order);
}

/** Asks for the order of a policy or a tier of Calico 3. */
export async function askObjectOrder(context: CommandContext, row: NodeOf<'resource' | 'resourceTier'>): Promise<void> {
  const cluster = connected(context);
  const id: ResourceId = row.kind === 'resourceTier' ? { kind: 'Tier', name: row.tier } : resourceIn(row);
  const { policy } = cluster.store.snapshot;
  if (!hasOrder(id.kind) || FIXED.includes(id.name) || !resourceNamed(id, dataOf(policy)))
    throw new ClusterError(
      'invalid',
      l10n.t('The order of {0} is fixed.', id.name),
      l10n.t('Nothing was changed. Change the order of policies around it instead.'),
    );
  const stored = resourceNamed(id, dataOf(policy));
  if (stored) await requireRight(cluster, updateOf(stored));
  const typed = await typeOrder(id.name, orderOf(id, dataOf(policy)));
  if (!typed) return;
  await writeOrder(cluster, id, typed.order);
  context.reporter.done(orderedText(id.name, typed));
}

function orderOf(id: ResourceId, data: PolicyData | undefined): number | undefined {
  const value = parseJson(resourceNamed(id, data)?.text ?? '');
  const spec = isRecord(value) ? value['spec'] : undefined;
  const order = isRecord(spec) ? spec['order'] : undefined;
  return typeof order === 'number' ? order : undefined;
}

/** @throws ClusterError if the object changed in the meantime or can't be read. */
async function writeOrder({ cluster, store }: Connected, id: ResourceId, order: number | undefined): Promise<void> {
  const stored = resourceNamed(id, dataOf(store.snapshot.policy));
  const value = stored && parseJson(stored.text);
  const conflict = () =>
    new ClusterError(
      'conflict',
      l10n.t('The {0} {1} changed in the meantime.', writtenKind(id.kind), id.name),
      l10n.t('Its order was not changed. Review it and try again.'),
    );
  if (!stored || !isRecord(value)) throw conflict();
  const { order: _, ...spec } = isRecord(value['spec']) ? value['spec'] : {};
  const wanted = JSON.stringify({ ...value, spec: { ...(order !== undefined && { order }), ...spec } });
  const { text, revision } = stored;
  const done = await cluster.objects.replace(resourceObject(id), text, wanted, { revision });
  if (done.kind !== 'done') throw conflict();
}
