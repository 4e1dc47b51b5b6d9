import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { connected, targets, type CommandContext, type Connected } from '../../../app/commands';
import { Command } from '../../../app/ids';
import type { ResourcePlace } from '../../../app/resource-place';
import { choose, confirm, type Item } from '../../../app/text/window';
import { ClusterError } from '../../../cluster/connection/errors';
import { resourceObject } from '../../../cluster/etcd/change';
import { dataOf } from '../../../cluster/model/indexes';
import { resourceNamed, type ResourceDraft } from '../../../cluster/model/resources';
import {
  enforcedId,
  promotionOf,
  resourceName,
  stagedCopy,
  stagedId,
  type Promotion,
  type ResourceId,
  type StoredResource,
  writtenKind,
} from '../../../policy/resources';
import { resourceIn } from '../../../app/tree-nodes';
import { effectSummary } from '../../preview';
import { storeNew } from './create';
import { updateOf } from '../../../cluster/model/object-change';
import { newIdentity } from './new-identity';
import { requireRight } from './right';

/** Stages a change or the removal of a policy of Calico 3 or Kubernetes, and opens the staged policy. */
export async function stagePolicy(context: CommandContext, args: readonly unknown[]): Promise<void> {
  const cluster = connected(context);
  const { snapshot } = cluster.store;
  const data = dataOf(snapshot.policy);
  const stored =
    policyRow(context, args, data) ??
    (await askPolicy(l10n.t('Stage a change of which policy?'), cluster, (id) => stagedId(id) !== undefined));
  const staged = stored && stagedId(stored.id);
  if (!staged) return;
  if (resourceNamed(staged, data)) {
    const place: ResourcePlace = { resource: staged, path: [] };
    await vscode.commands.executeCommand(Command.openRules, place);
    return;
  }
  await requireRight(cluster, { ...updateOf({ ...stored, id: staged }), verb: 'create' });
  const title = l10n.t('Stage {0}', resourceName(stored.id));
  const chosen = await choose<Item & { readonly action: 'Set' | 'Delete' }>(
    [
      {
        label: l10n.t('A change'),
        description: l10n.t('begins as a copy, which you edit; the policy stays in force'),
        action: 'Set',
      },
      { label: l10n.t('Its removal'), description: l10n.t('the policy stays in force'), action: 'Delete' },
    ],
    { title, placeholder: l10n.t('Select what to stage') },
  );
  const copy = chosen && stagedCopy(stored, chosen.action, newIdentity(snapshot));
  if (chosen && !copy) throw unreadable(stored.id);
  if (copy) await storeNew(context, cluster, [copy]);
}

/** Makes the change that a staged policy stages, after a confirmation that tells what it opens and closes. */
export async function promotePolicy(context: CommandContext, args: readonly unknown[]): Promise<void> {
  const cluster = connected(context);
  const { snapshot } = cluster.store;
  const data = dataOf(snapshot.policy);
  const stored =
    policyRow(context, args, data) ??
    (await askPolicy(l10n.t('Promote which staged policy?'), cluster, (id) => enforcedId(id) !== undefined));
  const target = stored && enforcedId(stored.id);
  if (!target) return;
  const existing = resourceNamed(target, data);
  await requireRight(cluster, { ...updateOf({ ...stored, id: target }), verb: existing ? 'update' : 'create' });
  const promotion = promotionOf(stored, existing?.text, newIdentity(snapshot));
  if (!promotion) throw unreadable(stored.id);
  if (promotion.kind === 'nothing')
    throw new ClusterError(
      'invalid',
      l10n.t('{0} stages no change: its stagedAction is {1}.', resourceName(stored.id), promotion.action),
      l10n.t('Nothing was changed. Set its stagedAction to Set or Delete first.'),
    );
  const question = l10n.t('Promote {0}?', resourceName(stored.id));
  const detail = await effectsOf(stored.id, promotion, existing, cluster);
  if (!(await confirm(question, detail, cluster, l10n.t('Promote')))) return;
  await carryOut(cluster, stored, promotion, existing);
  context.reporter.done(l10n.t('Promoted {0}.', resourceName(stored.id)));
}

/** Tells what promoting does and, apart from that, what Calico reports as pending: there, both policies count. */
async function effectsOf(
  staged: ResourceId,
  promotion: Exclude<Promotion, { kind: 'nothing' }>,
  existing: StoredResource | undefined,
  { store: { snapshot } }: Connected,
): Promise<string> {
  const { draftOf } = await import('../../../app/preview/analysis');
  const summary = async (drafts: readonly ResourceDraft[]) => {
    const effect = await draftOf('', [], [], [], drafts).effectIn(snapshot);
    return effect ? effectSummary(effect, snapshot) : l10n.t('has an unknown effect');
  };
  const { id } = promotion;
  const object = promotion.kind === 'set' ? promotion.made.object : undefined;
  const promoting = await summary([
    { id: staged, object: undefined },
    { id, object },
  ]);
  if (promotion.kind === 'delete')
    return [
      l10n.t('It removes the policy in force with this name, and {0}.', promoting),
      l10n.t('Calico itself does not report what a staged removal would do.'),
    ].join('\n\n');
  if (!existing || !object) return l10n.t('It becomes a policy in force, and {0}.', promoting);
  // The one in force is asked first: the other has its order, and a name that follows.
  const second = { ...id, name: `${id.name}~` };
  const pending = await summary([
    { id: second, object: { ...object, metadata: { ...object.metadata, name: second.name } } },
  ]);
  return [
    l10n.t('It replaces the policy in force with this name, and {0}.', promoting),
    l10n.t('What Calico reports as pending {0}: there, both policies count.', pending),
  ].join('\n\n');
}

async function carryOut(
  { cluster: { objects } }: Connected,
  staged: StoredResource,
  promotion: Exclude<Promotion, { kind: 'nothing' }>,
  existing: StoredResource | undefined,
): Promise<void> {
  const changed = (id: ResourceId, advice: string) =>
    new ClusterError('conflict', l10n.t('{0} changed in the meantime.', resourceName(id)), advice);
  const wanted = promotion.kind === 'set' ? promotion.made.json : undefined;
  if (existing || wanted !== undefined) {
    const made = await objects.replace(resourceObject(promotion.id), existing?.text, wanted, {
      revision: existing?.revision,
    });
    if (made.kind !== 'done') throw changed(promotion.id, l10n.t('Nothing was changed. Review it and try again.'));
  }
  const removed = await objects.replace(resourceObject(staged.id), staged.text, undefined, {
    revision: staged.revision,
  });
  if (removed.kind !== 'done')
    throw changed(
      staged.id,
      l10n.t(
        'Its former version is in force. The staged policy was not removed. Review it, then promote or remove it.',
      ),
    );
}

function policyRow(
  context: CommandContext,
  args: readonly unknown[],
  data: Parameters<typeof resourceNamed>[1],
): StoredResource | undefined {
  const [row] = targets(args, context.tree, 'resource');
  if (!row) return undefined;
  return resourceNamed(resourceIn(row), data);
}

async function askPolicy(
  title: string,
  { store: { snapshot } }: Connected,
  isWanted: (id: ResourceId) => boolean,
): Promise<StoredResource | undefined> {
  const stored = dataOf(snapshot.policy)?.resources?.stored ?? [];
  const items = stored
    .filter(({ id }) => isWanted(id))
    .map((resource) => ({ label: resourceName(resource.id), description: writtenKind(resource.id.kind), resource }));
  if (items.length === 0)
    throw new ClusterError(
      'not-found',
      l10n.t('There is no such policy.'),
      l10n.t('Stage a change of a policy of Calico 3 or Kubernetes first.'),
    );
  return (await choose(items, { title, matchOnDescription: true }))?.resource;
}

function unreadable(id: ResourceId): ClusterError {
  return new ClusterError(
    'invalid',
    l10n.t('The {0} {1} can’t be read.', writtenKind(id.kind), resourceName(id)),
    l10n.t('Repair its stored JSON first. Nothing was changed.'),
  );
}
