import * as l10n from '@vscode/l10n';
import { datastoreOf } from '../../../cluster/connection/opened';
import { connected, targets, type CommandContext, type Connected } from '../../../app/commands';
import { tierMetadata } from '../../../app/tier-edit';
import { ask, choose, type Item } from '../../../app/text/window';
import { icons } from '../../../base/text/markup';
import { ClusterError } from '../../../cluster/connection/errors';
import { dataOf } from '../../../cluster/model/indexes';
import { policiesOfTier, policyNamed } from '../../../cluster/model/policies';
import type { Snapshot } from '../../../cluster/model/snapshot';
import { tiersOf } from '../../../cluster/model/tiers';
import { orderAfter } from '../../../policy/calico1/order';
import { encodePolicy, type TieredPolicy } from '../../../policy/calico1/policy';
import { NAME, type Rule } from '../../../policy/calico1/rule';
import { effectSummary } from '../../preview';
import { checkSelector } from './selector-input';

/** Creates a policy: asks for its tier, name, selector and first rules, whose effect is previewed. */
export async function createPolicy(context: CommandContext, args: readonly unknown[]): Promise<void> {
  const cluster = connected(context);
  const { store } = cluster;
  const [row] = targets(args, context.tree, 'tier');
  const tier = row?.tier ?? (await askTier(context, cluster));
  if (tier === undefined) return;
  const title = l10n.t('Create Policy in {0}', tier);
  const name = await askName(title, 'policy', (text) => {
    const taken = policyNamed({ tier, name: text }, dataOf(store.snapshot.policy)) !== undefined;
    return taken ? l10n.t('A policy named {0} already exists in this tier.', text) : undefined;
  });
  if (name === undefined) return;
  const selector = await ask({
    title,
    prompt: l10n.t('The endpoints that the policy applies to, by their labels.'),
    placeholder: "role == 'db'",
    check: (text) => checkSelector(text, dataOf(store.snapshot.policy)),
  });
  if (selector === undefined) return;
  const order = orderAfter(
    policiesOfTier(tier, dataOf(store.snapshot.policy) ?? {}).filter((p) => p.kind === 'policy'),
  );
  const base = { kind: 'policy', tier, name, selector: selector.trim(), order, stored: undefined } as const;
  const policy = await askStart(context, title, base, () => store.snapshot);
  if (!policy) return;
  const created = await datastoreOf(cluster.cluster).texts.replace(
    { kind: 'policy', tier, name },
    undefined,
    encodePolicy(policy),
  );
  if (created.kind !== 'done') throw taken(l10n.t('A policy named {0} already exists in this tier.', name));
  context.reporter.done(l10n.t('Created policy {0} in the tier {1}.', name, tier));
}

/** Creates a tier after all others. */
export async function createTier(context: CommandContext): Promise<string | undefined> {
  const cluster = connected(context);
  const { store } = cluster;
  const name = await askName(l10n.t('Create Tier'), 'tier', (text) =>
    tiersOf(dataOf(store.snapshot.policy) ?? {}).some((tier) => tier.name === text)
      ? l10n.t('A tier named {0} already exists.', text)
      : undefined,
  );
  if (name === undefined) return undefined;
  const order = orderAfter(tiersOf(dataOf(store.snapshot.policy) ?? {}));
  const { texts } = datastoreOf(cluster.cluster);
  if ((await texts.replace({ kind: 'tier', name }, undefined, tierMetadata(order))).kind !== 'done')
    throw taken(l10n.t('A tier named {0} already exists.', name));
  context.reporter.done(l10n.t('Created tier {0} with order {1}.', name, order));
  return name;
}

interface TierItem extends Item {
  /** Undefined for a new one. */
  readonly tier: string | undefined;
}

async function askTier(context: CommandContext, { store }: Connected): Promise<string | undefined> {
  const tiers = tiersOf(dataOf(store.snapshot.policy) ?? {});
  if (tiers.length === 0) return createTier(context);
  const items: readonly TierItem[] = [
    ...tiers.map(({ name, order }) => ({
      label: name,
      description: order === undefined ? l10n.t('no order, last') : l10n.t('order {0}', order),
      tier: name,
    })),
    { label: icons`$(add) ${l10n.t('New Tier…')}`, tier: undefined },
  ];
  const chosen = await choose(items, { title: l10n.t('Create a policy in which tier?') });
  return chosen && (chosen.tier ?? createTier(context));
}

interface StartItem extends Item {
  readonly rules: readonly Rule[];
}

/** Asks for the first rules: a policy without rules blocks everything it selects. */
async function askStart(
  { previews }: CommandContext,
  title: string,
  base: Omit<TieredPolicy, 'inbound' | 'outbound'>,
  current: () => Snapshot,
): Promise<TieredPolicy | undefined> {
  const { draftOf } = await import('../../../app/preview/analysis');
  const policyWith = (rules: readonly Rule[]): TieredPolicy => ({ ...base, inbound: rules, outbound: rules });
  const draft = (rules: readonly Rule[]) =>
    draftOf(l10n.t('The policy {0}', base.name), [], [], [{ ...base, policy: policyWith(rules) }]);
  const start = async (label: string, description: string, rules: readonly Rule[]): Promise<StartItem> => {
    const effect = await draft(rules).effectIn(current());
    return { label, description, rules, ...(effect && { detail: icons`$(eye) ${effectSummary(effect, current())}` }) };
  };
  const owner = {};
  try {
    const chosen = await choose(
      [
        await start(l10n.t('Pass to the next tier'), l10n.t('the rule next-tier in both directions'), [
          { action: 'next-tier' },
        ]),
        await start(l10n.t('No rules'), l10n.t('what no other policy of the tier allows is dropped'), []),
      ],
      {
        title,
        placeholder: l10n.t('Select the rules that the policy begins with'),
        look: (item) => previews.show(owner, draft(item.rules)),
      },
    );
    return chosen && policyWith(chosen.rules);
  } finally {
    previews.hide(owner);
  }
}

/** Asks for a new name. */
export function askName(
  title: string,
  of: 'policy' | 'tier',
  isTaken: (name: string) => string | undefined,
  value = '',
): Promise<string | undefined> {
  return ask({
    title,
    prompt: of === 'policy' ? l10n.t('Name of the policy') : l10n.t('Name of the tier'),
    value,
    check: (text) => (NAME.test(text) ? isTaken(text) : l10n.t('Use letters, digits, dots, dashes and underscores.')),
  });
}

function taken(message: string): ClusterError {
  return new ClusterError('conflict', message, l10n.t('Nothing was changed. Choose another name.'));
}
