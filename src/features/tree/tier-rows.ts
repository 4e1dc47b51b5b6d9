import * as l10n from '@vscode/l10n';
import type { TreeNode } from '../../app/tree-nodes';
import { dataOf } from '../../cluster/model/indexes';
import type { Snapshot } from '../../cluster/model/snapshot';
import { selectedBy, tiersOf, type Tier } from '../../cluster/model/tiers';
import { formatRule } from '../../policy/calico1/grammar';
import { decodeProfile } from '../../policy/calico1/profile';
import type { Rule } from '../../policy/calico1/rule';
import { actionLook } from './action-look';
import type { Row } from './row';

const DIRECTIONS = ['inbound', 'outbound'] as const;

type Policy = Tier['policies'][number];
type TierNode = Extract<TreeNode, { kind: 'policies' | 'tier' | 'policy' | 'policyRule' }>;

/** The rows of tiers: their policies in evaluation order, and the rules of each. */
export function tierChildren(node: TierNode, snapshot: Snapshot): readonly TreeNode[] {
  switch (node.kind) {
    case 'policies':
      return tiersIn(snapshot).map(({ name }) => ({ kind: 'tier', tier: name }));
    case 'tier':
      return policiesIn(node.tier, snapshot).map(({ name }) => ({ kind: 'policy', tier: node.tier, policy: name }));
    case 'policy': {
      const { tier, policy } = node;
      const found = policyNamed(tier, policy, snapshot);
      return DIRECTIONS.flatMap((direction) =>
        (found ? rulesOf(found)[direction] : []).map(
          (_, index) => ({ kind: 'policyRule', tier, policy, direction, position: index + 1 }) as const,
        ),
      );
    }
    case 'policyRule':
      return [];
  }
}

/** Returns the content of a tier's row; undefined if what it represents no longer exists. */
export function tierRow(node: TierNode, snapshot: Snapshot): Row | undefined {
  switch (node.kind) {
    case 'policies':
      return {
        label: l10n.t('Policies'),
        description: String(tiersIn(snapshot).reduce((sum, { policies }) => sum + policies.length, 0)),
        tooltip: [
          l10n.t(
            'Policies are evaluated before profiles, tier by tier. A tier drops what none of its policies allows for the endpoints they select.',
          ),
        ],
        icon: 'layers',
        expand: 'expanded',
      };
    case 'tier': {
      const tier = tiersIn(snapshot).find(({ name }) => name === node.tier);
      return (
        tier && {
          label: tier.name,
          description: orderText(tier.order),
          icon: 'layers',
          expand: tier.policies.length > 0 ? 'expanded' : 'none',
        }
      );
    }
    case 'policy': {
      const policy = policyNamed(node.tier, node.policy, snapshot);
      return policy && policyRow(policy, snapshot);
    }
    case 'policyRule': {
      const policy = policyNamed(node.tier, node.policy, snapshot);
      const rule = policy && rulesOf(policy)[node.direction][node.position - 1];
      return (
        rule && {
          label: formatRule(rule),
          description: `${node.direction} ${node.position}`,
          ...actionLook(rule.action),
          expand: 'none',
        }
      );
    }
  }
}

function policyRow(policy: Policy, snapshot: Snapshot): Row {
  const data = dataOf(snapshot.policy);
  const selected = data ? selectedBy(policy, data) : 0;
  const endpoints = selected === 1 ? l10n.t('1 endpoint') : l10n.t('{0} endpoints', selected);
  const { inbound, outbound } = rulesOf(policy);
  return {
    label: policy.name,
    description: `${policy.selector.trim() || 'all()'} · ${endpoints}`,
    tooltip: [l10n.t('Selector {0}', policy.selector), orderText(policy.order)],
    icon: 'shield',
    expand: inbound.length + outbound.length > 0 ? 'collapsed' : 'none',
  };
}

function orderText(order: number | undefined): string {
  return order === undefined ? l10n.t('no order, last') : l10n.t('order {0}', order);
}

function tiersIn(snapshot: Snapshot): readonly Tier[] {
  return tiersOf(dataOf(snapshot.policy) ?? {});
}

function policiesIn(tier: string, snapshot: Snapshot): readonly Policy[] {
  return tiersIn(snapshot).find(({ name }) => name === tier)?.policies ?? [];
}

function policyNamed(tier: string, name: string, snapshot: Snapshot): Policy | undefined {
  return policiesIn(tier, snapshot).find((policy) => policy.name === name);
}

const NO_RULES: Readonly<Record<'inbound' | 'outbound', readonly Rule[]>> = { inbound: [], outbound: [] };

/** The rules of a policy, which are stored like those of a profile. */
function rulesOf({ name, rules }: Policy): typeof NO_RULES {
  const decoded = decodeProfile(name, { rules, tags: undefined, labels: undefined });
  return decoded.kind === 'profile' ? decoded : NO_RULES;
}
