import * as l10n from '@vscode/l10n';
import { datastoreOf } from '../../../cluster/connection/opened';
import { connected, targets, type CommandContext, type Connected } from '../../../app/commands';
import { pickPolicy, pickTier } from '../../../app/pick';
import { confirm } from '../../../app/text/window';
import { goneError, requirePolicy } from '../../../app/tier-edit';
import { ClusterError } from '../../../cluster/connection/errors';
import { dataOf } from '../../../cluster/model/indexes';
import { policiesOfTier, policyNamed } from '../../../cluster/model/policies';
import type { BrokenPolicy, TieredPolicy } from '../../../policy/calico1/policy';
import { effectSummary } from '../../preview';
import { askName } from './create';

/** Copies a policy under another name and removes the old one. Meanwhile both decide the same. */
export async function renamePolicy(context: CommandContext, args: readonly unknown[]): Promise<void> {
  const cluster = connected(context);
  const { store } = cluster;
  const { texts } = datastoreOf(cluster.cluster);
  const [row] = targets(args, context.tree, 'policy');
  const policy = row
    ? requirePolicy({ tier: row.tier, name: row.policy }, store.snapshot)
    : await pickPolicy(l10n.t('Rename which policy?'), store.snapshot);
  if (!policy) return;
  const { tier, name: old, stored } = policy;
  const isTaken = (text: string) =>
    policyNamed({ tier, name: text }, dataOf(store.snapshot.policy))
      ? l10n.t('A policy named {0} already exists in this tier.', text)
      : undefined;
  const name = await askName(l10n.t('Rename Policy {0}', old), 'policy', isTaken, old);
  if (name === undefined) return;
  if ((await texts.replace({ kind: 'policy', tier, name }, undefined, stored)).kind !== 'done')
    throw new ClusterError(
      'conflict',
      l10n.t('A policy named {0} already exists in this tier.', name),
      l10n.t('Nothing was changed. Choose another name.'),
    );
  if ((await texts.replace({ kind: 'policy', tier, name: old }, stored, undefined)).kind === 'done')
    context.reporter.done(l10n.t('Renamed {0} to {1}.', old, name));
  else
    context.reporter.warning(
      l10n.t('{0} is now a copy of {1}. {1} changed in the meantime, so it was kept.', name, old),
    );
}

/** Removes policies after a confirmation that lists what opens and closes. */
export async function removePolicies(context: CommandContext, args: readonly unknown[]): Promise<void> {
  const cluster = connected(context);
  const { store } = cluster;
  const rows = targets(args, context.tree, 'policy', 'brokenPolicy');
  const picked = rows.length === 0 ? await pickPolicy(l10n.t('Remove which policy?'), store.snapshot) : undefined;
  const chosen: readonly (TieredPolicy | BrokenPolicy)[] =
    rows.length > 0
      ? rows.flatMap(({ tier, policy: name }) => policyNamed({ tier, name }, dataOf(store.snapshot.policy)) ?? [])
      : picked
        ? [picked]
        : [];
  if (chosen.length === 0) return;
  const names = chosen.map(({ name }) => name).join(', ');
  const verb = chosen.length === 1 ? l10n.t('Remove Policy') : l10n.t('Remove Policies');
  const question =
    chosen.length === 1
      ? l10n.t('Remove the policy {0}?', names)
      : l10n.t('Remove {0} policies: {1}?', chosen.length, names);
  const detail = [await effectOfRemoval(cluster, chosen), l10n.t('You can restore it from the history.')];
  if (!(await confirm(question, detail.join('\n\n'), cluster, verb))) return;
  for (const { tier, name, stored } of chosen) {
    const removed = await datastoreOf(cluster.cluster).texts.replace({ kind: 'policy', tier, name }, stored, undefined);
    if (removed.kind !== 'done')
      throw new ClusterError(
        'conflict',
        l10n.t('The policy {0} changed in the meantime.', name),
        l10n.t('It was not removed. Review it and try again.'),
      );
  }
  context.reporter.done(l10n.t('Removed {0}.', names));
}

async function effectOfRemoval(
  { store }: Connected,
  policies: readonly (TieredPolicy | BrokenPolicy)[],
): Promise<string> {
  const { draftOf } = await import('../../../app/preview/analysis');
  const drafts = policies.map(({ tier, name }) => ({ tier, name, policy: undefined }));
  const effect = await draftOf('', [], [], drafts).effectIn(store.snapshot);
  return effect ? l10n.t('This {0}.', effectSummary(effect, store.snapshot)) : '';
}

/** Removes a tier that has no policies. */
export async function removeTier(context: CommandContext, args: readonly unknown[]): Promise<void> {
  const { cluster, store } = connected(context);
  const [row] = targets(args, context.tree, 'tier');
  const name = row?.tier ?? (await pickTier(l10n.t('Remove which tier?'), store.snapshot));
  if (name === undefined) return;
  const data = dataOf(store.snapshot.policy);
  const { length } = policiesOfTier(name, data ?? {});
  if (length > 0)
    throw new ClusterError(
      'conflict',
      length === 1
        ? l10n.t('The tier {0} has 1 policy.', name)
        : l10n.t('The tier {0} has {1} policies.', name, length),
      l10n.t('Nothing was changed. Remove its policies first.'),
    );
  const metadata = data?.enforcement?.tiers.find((tier) => tier.name === name)?.metadata;
  const removed = await datastoreOf(cluster).texts.replace({ kind: 'tier', name }, metadata, undefined);
  if (removed.kind !== 'done') throw goneError({ kind: 'tier', name });
  context.reporter.done(l10n.t('Removed tier {0}.', name));
}
