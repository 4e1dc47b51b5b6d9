import * as l10n from '@vscode/l10n';
import { connected, targets, type CommandContext } from '../../../app/commands';
import { confirm } from '../../../app/text/window';
import type { TextReplacement } from '../../../cluster/etcd/texts';
import { dataOf } from '../../../cluster/model/indexes';
import type { Enforcement } from '../../../cluster/model/snapshot';
import { tiersOf } from '../../../cluster/model/tiers';
import { replaceAtOnce } from '../objects/replace-at-once';
import { askName } from './create';

/** Renames a tier of Calico 1 or 2. Its policies move with it at the same moment. */
export async function renameTier(context: CommandContext, args: readonly unknown[]): Promise<void> {
  const cluster = connected(context);
  const [row] = targets(args, context.tree, 'tier');
  const enforcement = dataOf(cluster.store.snapshot.policy)?.enforcement;
  if (!row || !enforcement) return;
  const old = row.tier;
  const isTaken = (text: string) =>
    enforcement.tiers.some((tier) => tier.name === text) ? l10n.t('A tier named {0} already exists.', text) : undefined;
  const name = await askName(l10n.t('Rename Tier {0}', old), 'tier', isTaken, old);
  if (name === undefined) return;
  if (movesAmongEquals(enforcement, old, name)) {
    const verb = l10n.t('Rename');
    const detail = l10n.t(
      'Another tier has the same order, so their names decide which is asked first. This would change.',
    );
    if (!(await confirm(l10n.t('Rename {0} to {1}?', old, name), detail, cluster, verb))) return;
  }
  const decidesNothing = enforcement.tiers.every((tier) => tier.name !== old || tier.policies.length === 0);
  await replaceAtOnce(context, cluster, tierRenaming(enforcement, old, name), { old, name, decidesNothing });
}

/** Returns the changes that give a tier another name: every key below it gets another one, with the same text. */
export function tierRenaming({ tiers }: Enforcement, old: string, name: string): readonly TextReplacement[] {
  const tier = tiers.find((other) => other.name === old);
  if (!tier) return [];
  const moved = (object: (of: string) => TextReplacement['object'], text: string): readonly TextReplacement[] => [
    { object: object(name), expected: undefined, wanted: text },
    { object: object(old), expected: text, wanted: undefined },
  ];
  return [
    ...(tier.metadata === undefined ? [] : moved((of) => ({ kind: 'tier', name: of }), tier.metadata)),
    ...tier.policies.flatMap((policy) => moved((of) => ({ kind: 'policy', tier: of, name: policy.name }), policy.text)),
  ];
}

/** Whether a tier would be asked before or after another one than now, because tiers of equal order go by their names. */
export function movesAmongEquals(enforcement: Enforcement, old: string, name: string): boolean {
  const sequence = tiersOf({ enforcement }).map((tier) => tier.name);
  const renamed = enforcement.tiers.map((tier) => (tier.name === old ? { ...tier, name } : tier));
  const after = tiersOf({ enforcement: { ...enforcement, tiers: renamed } }).map((tier) =>
    tier.name === name ? old : tier.name,
  );
  return sequence.join('\n') !== after.join('\n');
}
