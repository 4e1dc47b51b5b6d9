import * as l10n from '@vscode/l10n';
import type { TreeNode } from '../../../app/tree-nodes';
import { compiledOf } from '../../../cluster/analysis/compiled';
import type { PolicyData } from '../../../cluster/model/snapshot';
import type { Layer, Policy } from '../../../policy/model/policy';
import type { Row } from './row';

type DecidingNode = Extract<TreeNode, { readonly kind: 'decidingPolicy' }>;

/** Returns the policies of tiers that select an endpoint, in evaluation order. @param id Its name in the model. */
function policiesSelecting(id: string, data: PolicyData): readonly Policy[] {
  const { model } = compiledOf(data);
  const member = model.directory.member(id);
  if (!member) return [];
  return model.policiesIn('enforced').flatMap(({ policy, selects }) => (selects.holds(member.class) ? [policy] : []));
}

/** Returns the rows of the policies that decide at a host endpoint. */
export function decidingNodes(host: string, id: string, data: PolicyData): readonly TreeNode[] {
  return policiesSelecting(endpointId(host, id), data).map(({ tier, tieBreak: policy }) => ({
    kind: 'decidingPolicy',
    host,
    id,
    tier,
    policy,
  }));
}

/** Returns the content of a row of a policy that decides; undefined if it no longer does. */
export function decidingRow({ host, id, tier, policy: name }: DecidingNode, data: PolicyData): Row | undefined {
  const policy = policiesSelecting(endpointId(host, id), data).find(
    (other) => other.tier === tier && other.tieBreak === name,
  );
  return (
    policy && {
      label: name,
      description: [l10n.t('tier {0}', tier), ...layerText(policy.layer)].join(' · '),
      icon: 'shield',
      expand: 'none',
    }
  );
}

/** Lists the policies of tiers that decide for an endpoint, one line for each tier. */
export function decidingLines(id: string, data: PolicyData): readonly string[] {
  const tiers = new Map<string, string[]>();
  for (const { tier, tieBreak } of policiesSelecting(id, data)) {
    const names = tiers.get(tier);
    if (names) names.push(tieBreak);
    else tiers.set(tier, [tieBreak]);
  }
  return [...tiers].map(([tier, names]) => l10n.t('Policies of tier {0}: {1}', tier, names.join(', ')));
}

/** The name of a host endpoint in the model. */
function endpointId(host: string, id: string): string {
  return `${host}/endpoint/${id}`;
}

function layerText(layer: Layer): readonly string[] {
  switch (layer) {
    case 'normal':
      return [];
    case 'forward':
      return [l10n.t('also forwarded traffic')];
    case 'untracked':
      return [l10n.t('untracked')];
    case 'pre-dnat':
      return [l10n.t('before NAT')];
  }
}
