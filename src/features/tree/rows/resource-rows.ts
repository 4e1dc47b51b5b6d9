import * as l10n from '@vscode/l10n';
import { endpointCount, podCount } from '../../../app/text/counts';
import { grouped } from '../../../base/grouped';
import { resourceIn, type ResourceNode, type TreeNode } from '../../../app/tree-nodes';
import { dataOf } from '../../../cluster/model/indexes';
import { compiledOf } from '../../../cluster/analysis/compiled';
import { modelPolicy, selectedCount, tiersOfObjects } from '../../../cluster/model/object-tiers';
import { isInForce, policiesAmong, resourceNamed } from '../../../cluster/model/resources';
import type { PolicyData, Snapshot } from '../../../cluster/model/snapshot';
import {
  isPolicyKind,
  resourceIdOf,
  resourceKey,
  ruleLines,
  selectorText,
  type PolicyObject,
  type ResourceId,
  type StoredResource,
  writtenKind,
} from '../../../policy/resources';
import type { ObjectRef, Problem } from '../../../policy/model/origin';
import type { Policy } from '../../../policy/model/policy';
import { actionIcon } from './action-icon';
import { described, objectBadge, objectRuleBadge, type Badge } from './badge';
import { BAD, WARNING } from './colors';
import { networkSetNodes } from './resource-nodes';
import type { FoundBy, Row } from './row';

type Node = Extract<TreeNode, { kind: 'policies' | 'networkSets' | 'resourceTier' | 'resource' | 'resourceRule' }>;

/** Returns the content of a row of Calico 3's objects; undefined if what it represents no longer exists. */
export function resourceRow(node: Node, snapshot: Snapshot, found: FoundBy): Row | undefined {
  const data = dataOf(snapshot.policy);
  if (!data?.resources) return undefined;
  switch (node.kind) {
    case 'policies': {
      const count = policiesAmong(data.resources).length;
      return {
        label: l10n.t('Policies'),
        description: isInForce(data.resources) ? String(count) : l10n.t('{0} · not in force', count),
        tooltip: [
          l10n.t(
            'Policies are evaluated before profiles, tier by tier. At its end, a tier drops or passes on what none of its policies decides.',
          ),
        ],
        icon: 'layers',
        expand: 'expanded',
      };
    }
    case 'networkSets':
      return {
        label: l10n.t('Network Sets'),
        description: String(networkSetNodes(snapshot).length),
        tooltip: [l10n.t('Addresses with labels, which rules of policies can match.')],
        icon: 'symbol-array',
        expand: 'collapsed',
      };
    case 'resourceTier':
      return tierRow(node.tier, data);
    case 'resource':
      return objectRow(node, data, objectBadge(found.ofObject(resourceIn(node))));
    case 'resourceRule': {
      const stored = resourceNamed(resourceIn(node), data);
      const rule = stored && ruleLines(stored, node.direction)[node.index];
      if (!rule) return undefined;
      const badge = objectRuleBadge(found.ofObject(resourceIn(node)), node.direction, node.index);
      const row: Omit<Row, 'label'> = {
        description: `${node.direction} ${node.index + 1}`,
        ...actionIcon(ACTIONS[rule.action.toLowerCase()] ?? 'log'),
        expand: 'none',
      };
      return { label: rule.text, ...marked(row, badge) };
    }
  }
}

/** The actions of the v1 rules that have the same icons. */
const ACTIONS: Readonly<Record<string, Parameters<typeof actionIcon>[0]>> = {
  allow: 'allow',
  deny: 'deny',
  pass: 'next-tier',
  log: 'log',
};

function tierRow(name: string, data: PolicyData): Row | undefined {
  const tier = tiersOfObjects(data).find((known) => known.name === name);
  if (!tier) return undefined;
  const { order, end, policies } = tier;
  const orderText = order === Infinity ? l10n.t('no order, last') : l10n.t('order {0}', order);
  return {
    label: name,
    description: end === 'pass' ? l10n.t('{0} · passes on at its end', orderText) : orderText,
    tooltip: [
      end === 'pass'
        ? l10n.t('What its policies leave undecided goes on to the next tier.')
        : l10n.t('What its policies leave undecided is dropped.'),
    ],
    icon: 'layers',
    expand: policies.length > 0 ? 'expanded' : 'none',
  };
}

function objectRow(node: ResourceNode, data: PolicyData, badge: Badge): Row | undefined {
  const id = resourceIn(node);
  const stored = resourceNamed(id, data);
  if (!stored) return undefined;
  const label = id.namespace === undefined || node.below === 'namespace' ? id.name : `${id.namespace}/${id.name}`;
  const { read } = stored;
  if (read.state === 'broken')
    return {
      label,
      description: l10n.t('can’t be read'),
      tooltip: [...read.problems, l10n.t('Felix ignores this object.')],
      icon: 'error',
      color: BAD,
      expand: 'none',
    };
  if (isPolicyKind(id.kind)) return { label, ...marked(policyRow(id, stored, read.object, data), badge) };
  const hasRules = ruleLines(stored, 'ingress').length + ruleLines(stored, 'egress').length > 0;
  return { label, ...marked({ ...contentOf(read.object), expand: hasRules ? 'collapsed' : 'none' }, badge) };
}

/** Adds what lint found to a row. */
function marked(row: Omit<Row, 'label'>, badge: Badge): Omit<Row, 'label'> {
  const description = row.description ? described(row.description, badge) : (badge.description ?? '');
  // What Felix ignores is in both.
  const tooltip = [...new Set([...(row.tooltip ?? []), ...badge.sentences])];
  const color = row.color ?? badge.color;
  return {
    ...row,
    ...(description !== '' && { description }),
    ...(tooltip.length > 0 && { tooltip }),
    ...(color !== undefined && { color }),
  };
}

function policyRow(id: ResourceId, stored: StoredResource, object: PolicyObject, data: PolicyData): Omit<Row, 'label'> {
  const policy = modelPolicy(id, data);
  const hasRules = ruleLines(stored, 'ingress').length + ruleLines(stored, 'egress').length > 0;
  const expand = hasRules ? ('collapsed' as const) : ('none' as const);
  if (!policy)
    return {
      description: l10n.t('ignored by Felix'),
      tooltip: [...problemsOf(id, data), l10n.t('Felix ignores this policy.')],
      icon: 'error',
      color: BAD,
      expand,
    };
  const selector = selectorText(object);
  const count = selectedCount(policy, data);
  const isOfPods = id.kind === 'KubernetesNetworkPolicy';
  const parts = [
    ...(policy.staged ? [stagedText(policy)] : []),
    selector,
    count === 0 ? l10n.t('selects nothing') : isOfPods ? podCount(count) : endpointCount(count),
    ...(isOfPods ? [isolatesText(policy)] : []),
  ];
  return {
    description: parts.join(' · '),
    tooltip: [
      writtenKind(id.kind),
      l10n.t('Selector {0}', selector),
      policy.order === Infinity ? l10n.t('no order, last') : l10n.t('order {0}', policy.order),
      ...directionsOf(policy),
      ...problemsOf(id, data),
    ],
    icon: policy.staged ? 'beaker' : 'shield',
    ...(count === 0 && !policy.staged && { color: WARNING }),
    expand,
  };
}

function stagedText({ staged }: Policy): string {
  return staged?.action === 'delete' ? l10n.t('staged removal') : l10n.t('staged');
}

function directionsOf({ ingress, egress }: Policy): readonly string[] {
  if (ingress && egress) return [l10n.t('Decides about ingress and egress')];
  return [ingress ? l10n.t('Decides about ingress') : l10n.t('Decides about egress')];
}

/** A policy of Kubernetes isolates what it selects: what none allows is dropped. */
function isolatesText({ ingress, egress }: Policy): string {
  if (ingress && egress) return l10n.t('isolates');
  return ingress ? l10n.t('isolates ingress') : l10n.t('isolates egress');
}

const problems = new WeakMap<readonly Problem[], ReadonlyMap<string | undefined, readonly Problem[]>>();

function problemsOf(id: ResourceId, data: PolicyData): readonly string[] {
  const { problems: all } = compiledOf(data).model.model;
  let known = problems.get(all);
  if (!known) problems.set(all, (known = grouped(all, ({ origin: { object } }) => keyOf(object))));
  return (known.get(resourceKey(id)) ?? []).map(({ message }) => message);
}

function keyOf(object: ObjectRef): string | undefined {
  const named = resourceIdOf(object);
  return named && resourceKey(named);
}

/** Describes an object that is no policy. */
function contentOf(object: PolicyObject): Pick<Row, 'description' | 'tooltip' | 'icon'> {
  switch (object.kind) {
    case 'NetworkSet':
    case 'GlobalNetworkSet': {
      const { nets = [] } = object.spec ?? {};
      const labels = Object.entries(object.metadata.labels ?? {}).map(([key, value]) => `${key}=${value}`);
      return {
        description: [nets.join(', '), ...labels].filter((part) => part !== '').join(' · '),
        tooltip: [object.kind, ...nets, ...labels],
        icon: 'symbol-array',
      };
    }
    case 'HostEndpoint': {
      const { node = '', interfaceName = '', expectedIPs = [] } = object.spec ?? {};
      return {
        description: [node, interfaceName, expectedIPs.join(', ')].filter((part) => part !== '').join(' · '),
        icon: 'server',
      };
    }
    case 'Profile': {
      const labels = Object.entries(object.spec?.labelsToApply ?? {}).map(([key, value]) => `${key}=${value}`);
      return { description: labels.join(', '), icon: 'shield' };
    }
    default:
      return { icon: 'symbol-object' };
  }
}
