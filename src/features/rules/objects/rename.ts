import * as l10n from '@vscode/l10n';
import { connected, targets, type CommandContext, type Connected } from '../../../app/commands';
import { ask, confirm } from '../../../app/text/window';
import { ClusterError } from '../../../cluster/connection/errors';
import { dataOf } from '../../../cluster/model/indexes';
import { tiersOfObjects } from '../../../cluster/model/object-tiers';
import { resourceNamed } from '../../../cluster/model/resources';
import type { PolicyData } from '../../../cluster/model/snapshot';
import {
  isSameResource,
  isPolicyKind,
  type ResourceId,
  type ResourceKind,
  writtenKind,
} from '../../../policy/resources';
import { isDnsLabel } from '../../../policy/objects/names';
import { resourceIn } from '../../../app/tree-nodes';
import { storedIdentity } from './new-identity';
import { effectSummary } from '../../preview';
import { planRename, planTierRename, type RenamePlan } from './rename-plan';
import { replaceAtOnce } from './replace-at-once';

/** Kinds that nothing refers to by name. */
const SETS: readonly ResourceKind[] = ['NetworkSet', 'GlobalNetworkSet'];

/** Tiers that Calico creates itself, and expects under these names. */
const BUILT_IN = ['default', 'kube-admin', 'kube-baseline', 'adminnetworkpolicy', 'baselineadminnetworkpolicy'];

/** Renames a policy or a network set of Calico 3. */
export async function renameObject(context: CommandContext, args: readonly unknown[]): Promise<void> {
  const cluster = connected(context);
  const data = dataOf(cluster.store.snapshot.policy);
  const [row] = targets(args, context.tree, 'resource');
  const stored = row && resourceNamed(resourceIn(row), data);
  if (!stored || !data) return;
  const { id } = stored;
  if (!isPolicyKind(id.kind) && !SETS.includes(id.kind)) throw namedByOthers(id);
  const prefix = prefixOf(id, data);
  const name = await askName(
    l10n.t('Rename {0} {1}', writtenKind(id.kind), id.name),
    id.name.slice(prefix.length),
    (text) =>
      resourceNamed({ ...id, name: `${prefix}${text}` }, data) ? l10n.t('{0} is already in use.', text) : undefined,
  );
  if (name === undefined) return;
  await carryOut(context, cluster, id, `${prefix}${name}`, planRename(stored, `${prefix}${name}`, storedIdentity()));
}

/** Renames a tier of Calico 3. Its policies move with it at the same moment. */
export async function renameObjectTier(context: CommandContext, args: readonly unknown[]): Promise<void> {
  const cluster = connected(context);
  const data = dataOf(cluster.store.snapshot.policy);
  const [row] = targets(args, context.tree, 'resourceTier');
  if (!row || !data) return;
  const id: ResourceId = { kind: 'Tier', name: row.tier };
  const stored = resourceNamed(id, data);
  if (BUILT_IN.includes(id.name) || !stored)
    throw new ClusterError(
      'invalid',
      l10n.t('The tier {0} belongs to Calico, which expects it under this name.', id.name),
      l10n.t('Nothing was changed. Create another tier and policies in it instead.'),
    );
  const name = await askName(l10n.t('Rename Tier {0}', id.name), id.name, (text) =>
    resourceNamed({ ...id, name: text }, data) ? l10n.t('A tier named {0} already exists.', text) : undefined,
  );
  if (name === undefined) return;
  const policies = (tiersOfObjects(data).find((tier) => tier.name === id.name)?.policies ?? []).flatMap(
    (policy) => resourceNamed(policy, data) ?? [],
  );
  await carryOut(context, cluster, id, name, planTierRename(stored, policies, name, storedIdentity));
}

async function carryOut(
  context: CommandContext,
  cluster: Connected,
  { kind, name: old }: ResourceId,
  name: string,
  plan: RenamePlan | undefined,
): Promise<void> {
  if (!plan)
    throw new ClusterError(
      'invalid',
      l10n.t('The {0} {1} can’t be read.', writtenKind(kind), old),
      l10n.t('Repair its stored JSON before you rename it. Nothing was changed.'),
    );
  const { snapshot } = cluster.store;
  const { draftOf } = await import('../../../app/preview/analysis');
  const effect = await draftOf('', [], [], [], plan.drafts).effectIn(snapshot);
  // Names decide the order of policies and tiers with equal orders.
  if (effect && effect.opened.length + effect.closed.length > 0) {
    const verb = l10n.t('Rename');
    const question = l10n.t('Rename {0} to {1}?', old, name);
    if (!(await confirm(question, l10n.t('This {0}.', effectSummary(effect, snapshot)), cluster, verb))) return;
  }
  await replaceAtOnce(context, cluster, plan.changes, { old, name });
}

/** Returns what a policy's stored name begins with for its tier. */
function prefixOf(id: ResourceId, data: PolicyData): string {
  const tier = tiersOfObjects(data).find(({ policies }) => policies.some((policy) => isSameResource(policy, id)))?.name;
  return tier !== undefined && id.name.startsWith(`${tier}.`) ? `${tier}.` : '';
}

function askName(
  title: string,
  old: string,
  isTaken: (name: string) => string | undefined,
): Promise<string | undefined> {
  return ask({
    title,
    prompt: l10n.t('The new name. Everything else stays the same.'),
    value: old,
    selected: true,
    check: (text) => {
      if (text === old) return { incomplete: l10n.t('Type another name.') };
      return isDnsLabel(text)
        ? isTaken(text)
        : l10n.t('Use lowercase letters, digits and dashes, with no dash at the ends.');
    },
  });
}

function namedByOthers({ kind, name }: ResourceId): ClusterError {
  return new ClusterError(
    'invalid',
    l10n.t('The {0} {1} can’t be renamed, because others refer to it by its name.', writtenKind(kind), name),
    l10n.t('Nothing was changed. Rename it where it comes from, or create another one and change what refers to it.'),
  );
}
