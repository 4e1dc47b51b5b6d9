import * as l10n from '@vscode/l10n';
import type { Item } from '../../app/text/window';
import type { TreeNode } from '../../app/tree-nodes';
import { icons } from '../../base/text/markup';
import { decidersOf, type Deciders } from '../../cluster/analysis/isolation';
import { dataOf, networksOf } from '../../cluster/model/indexes';
import type { Snapshot } from '../../cluster/model/snapshot';
import { displayName } from '../../policy/calico1/names';
import type { Policy } from '../../policy/model/policy';
import { resourceIdOf, resourceName } from '../../policy/resources';

/** What decides for an endpoint, or what happens to the rest. */
export interface DecidingItem extends Item {
  /** The row whose document is opened. Undefined for what no object says. */
  readonly row?: TreeNode;
}

/**
 * Lists what decides for an endpoint in the order of evaluation, ingress before egress.
 * @param endpoint Its name in the model.
 */
export function decidingItems(endpoint: string, snapshot: Snapshot): readonly DecidingItem[] {
  const data = dataOf(snapshot.policy);
  return (data ? decidersOf(endpoint, data) : []).flatMap((deciders) => [
    { label: headingOf(deciders), separator: true },
    ...deciders.tiers.flatMap(({ tier, policies }) => policies.map((policy) => policyItem(policy, tier.name))),
    ...restOf(deciders, snapshot),
  ]);
}

function headingOf({ direction, isolated }: Deciders): string {
  if (direction === 'ingress') return isolated ? l10n.t('Ingress: isolated') : l10n.t('Ingress: not isolated');
  return isolated ? l10n.t('Egress: isolated') : l10n.t('Egress: not isolated');
}

function policyItem({ origin: { object }, tieBreak }: Policy, tier: string): DecidingItem {
  const id = resourceIdOf(object);
  const inTier = l10n.t('tier {0}', tier);
  if (!id || object.source !== 'resource')
    return {
      label: icons`$(shield) ${tieBreak}`,
      description: inTier,
      row: { kind: 'policy', tier, policy: tieBreak },
    };
  const { kind, ...identity } = id;
  return {
    label: icons`$(shield) ${resourceName(id)}`,
    description: `${object.kind} · ${inTier}`,
    row: { kind: 'resource', of: kind, ...identity },
  };
}

/** What happens to packets about which no policy decides. */
function restOf({ tiers, isolated, profiles }: Deciders, snapshot: Snapshot): readonly DecidingItem[] {
  const last = tiers.at(-1)?.tier;
  if (isolated && last)
    return [{ label: icons`$(circle-slash) ${l10n.t('The rest is dropped at the end of the tier {0}', last.name)}` }];
  if (snapshot.isKubernetes) return [{ label: icons`$(pass) ${l10n.t('The rest is allowed')}` }];
  const ofObjects = dataOf(snapshot.policy)?.resources !== undefined;
  return [
    ...profiles.map((profile): DecidingItem => ({
      label: icons`$(shield) ${displayName(profile, networksOf(snapshot))}`,
      description: l10n.t('profile'),
      row: ofObjects ? { kind: 'resource', of: 'Profile', name: profile } : { kind: 'profile', profile },
    })),
    { label: icons`$(circle-slash) ${l10n.t('The rest is dropped')}` },
  ];
}
