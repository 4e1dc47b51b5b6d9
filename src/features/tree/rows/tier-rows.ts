import * as l10n from '@vscode/l10n';
import type { PolicyRuleNode, TreeNode } from '../../../app/tree-nodes';
import { dataOf } from '../../../cluster/model/indexes';
import type { Snapshot } from '../../../cluster/model/snapshot';
import { selectedBy } from '../../../cluster/model/labels';
import { policiesOfTier, policyNamed } from '../../../cluster/model/policies';
import { tiersOf, type Tier } from '../../../cluster/model/tiers';
import { formatRule } from '../../../policy/calico1/grammar';
import type { BrokenPolicy, TieredPolicy } from '../../../policy/calico1/policy';
import type { Rule } from '../../../policy/calico1/rule';
import type { Finding } from '../../../policy/lint';
import { actionIcon } from './action-icon';
import { BAD } from './colors';
import type { Located } from '../children';
import { isInForce } from './host-rows';
import { described, ownerBadge, ruleBadge } from './badge';
import type { FoundBy, Row } from './row';
import { endpointCount } from '../../../app/text/counts';

const DIRECTIONS = ['inbound', 'outbound'] as const;

type TierNode = Extract<TreeNode, { kind: 'policies' | 'tier' | 'policy' | 'brokenPolicy' | 'policyRule' }>;

/** The rows of tiers: their policies in evaluation order, and the rules of each. */
export function tierChildren(node: TierNode, snapshot: Snapshot): readonly TreeNode[] {
  switch (node.kind) {
    case 'policies':
      return tiersIn(snapshot).map(({ name }) => ({ kind: 'tier', tier: name }));
    case 'tier':
      return policiesIn(node.tier, snapshot).map(({ kind, name }) => ({
        kind: kind === 'broken' ? 'brokenPolicy' : 'policy',
        tier: node.tier,
        policy: name,
      }));
    case 'policy': {
      const { tier, policy } = node;
      const found = policyOf(node, snapshot);
      return DIRECTIONS.flatMap((direction) =>
        keysOf(found?.[direction] ?? []).map(
          (key) => ({ kind: 'policyRule', tier, policy, direction, ...key }) as const,
        ),
      );
    }
    case 'brokenPolicy':
    case 'policyRule':
      return [];
  }
}

/** Returns the content of a tier's row; undefined if what it represents no longer exists. */
export function tierRow(node: TierNode, snapshot: Snapshot, found: FoundBy): Row | undefined {
  switch (node.kind) {
    case 'policies': {
      const inForce = isInForce(dataOf(snapshot.policy)?.enforcement ?? { ready: undefined });
      const count = tiersIn(snapshot).reduce((sum, { name }) => sum + policiesIn(name, snapshot).length, 0);
      return {
        label: l10n.t('Policies'),
        description: inForce ? String(count) : l10n.t('{0} · not in force', count),
        tooltip: [
          l10n.t(
            'Policies are evaluated before profiles, tier by tier. A tier drops what none of its policies allows for the endpoints they select.',
          ),
        ],
        icon: 'layers',
        expand: 'expanded',
      };
    }
    case 'tier': {
      const tier = tiersIn(snapshot).find(({ name }) => name === node.tier);
      return (
        tier && {
          label: tier.name,
          description: orderText(tier.order),
          icon: 'layers',
          expand: policiesIn(tier.name, snapshot).length > 0 ? 'expanded' : 'none',
        }
      );
    }
    case 'policy': {
      const policy = policyOf(node, snapshot);
      return policy && policyRow(policy, snapshot, found.of(policy));
    }
    case 'brokenPolicy': {
      const policy = policyNamed({ tier: node.tier, name: node.policy }, dataOf(snapshot.policy));
      return policy?.kind === 'broken'
        ? {
            label: policy.name,
            description: l10n.t('can’t be read'),
            tooltip: [...policy.problems, l10n.t('Felix ignores this policy.')],
            icon: 'error',
            color: BAD,
            expand: 'none',
          }
        : undefined;
    }
    case 'policyRule': {
      const located = locatePolicyRule(node, snapshot);
      if (!located) return undefined;
      const { tier, policy: name, direction } = node;
      const badge = ruleBadge(found.of({ tier, name }), direction, located.position, []);
      const { icon, color } = actionIcon(located.rule.action);
      return {
        label: node.text,
        description: described(`${direction} ${located.position}`, badge),
        ...(badge.sentences.length > 0 && { tooltip: badge.sentences }),
        icon,
        color: badge.color ?? color,
        expand: 'none',
      };
    }
  }
}

function policyRow(policy: TieredPolicy, snapshot: Snapshot, findings: readonly Finding[]): Row {
  const { name, selector, order, inbound, outbound } = policy;
  const data = dataOf(snapshot.policy);
  const selected = data ? selectedBy(selector, data)?.length : 0;
  const shape = { label: name, expand: inbound.length + outbound.length > 0 ? 'collapsed' : 'none' } as const;
  if (selected === undefined)
    return {
      ...shape,
      description: l10n.t('{0} · can’t be read', selector),
      tooltip: [l10n.t('Felix can’t read the selector, so it ignores this policy.')],
      icon: 'error',
      color: BAD,
    };
  const badge = ownerBadge(findings, []);
  return {
    ...shape,
    description: described(`${selector.trim() || 'all()'} · ${endpointCount(selected)}`, badge),
    tooltip: [l10n.t('Selector {0}', selector), orderText(order), ...badge.sentences],
    icon: 'shield',
    ...(badge.color !== undefined && { color: badge.color }),
  };
}

function orderText(order: number | undefined): string {
  return order === undefined ? l10n.t('no order, last') : l10n.t('order {0}', order);
}

function tiersIn(snapshot: Snapshot): readonly Tier[] {
  return tiersOf(dataOf(snapshot.policy) ?? {});
}

function policiesIn(tier: string, snapshot: Snapshot): readonly (TieredPolicy | BrokenPolicy)[] {
  return policiesOfTier(tier, dataOf(snapshot.policy) ?? {});
}

function policyOf(
  { tier, policy: name }: { readonly tier: string; readonly policy: string },
  snapshot: Snapshot,
): TieredPolicy | undefined {
  const policy = policyNamed({ tier, name }, dataOf(snapshot.policy));
  return policy?.kind === 'policy' ? policy : undefined;
}

type RuleKey = Pick<PolicyRuleNode, 'text' | 'occurrence'>;

const known = new WeakMap<readonly Rule[], readonly RuleKey[]>();

/** Identifies rules by their text and their number among equal ones. Cached, because each row needs them. */
function keysOf(rules: readonly Rule[]): readonly RuleKey[] {
  let keys = known.get(rules);
  if (!keys) {
    const seen = new Map<string, number>();
    keys = rules.map((rule) => {
      const text = formatRule(rule);
      const occurrence = seen.get(text) ?? 0;
      seen.set(text, occurrence + 1);
      return { text, occurrence };
    });
    known.set(rules, keys);
  }
  return keys;
}

/** Returns the current position of a row of a policy's rule, counted from 1, and its rule; undefined if it is gone. */
export function locatePolicyRule(node: PolicyRuleNode, snapshot: Snapshot): Located | undefined {
  const rules = policyOf(node, snapshot)?.[node.direction] ?? [];
  const index = positionIn(rules, node);
  const rule = rules[index];
  return rule && { position: index + 1, rule };
}

/** Returns the index of a row's rule in a version of its list; -1 if it is not there. */
export function positionIn(rules: readonly Rule[], { text, occurrence }: RuleKey): number {
  return keysOf(rules).findIndex((key) => key.text === text && key.occurrence === occurrence);
}
