import * as l10n from '@vscode/l10n';
import type { RuleNode, TreeNode } from '../../../app/tree-nodes';
import {
  addressesOf,
  dataOf,
  endpointNamed,
  membersOf,
  networkOfProfile,
  networksOf,
  profileNamed,
  taskOf,
} from '../../../cluster/model/indexes';
import type { PolicyData, Snapshot, WorkloadEndpoint } from '../../../cluster/model/snapshot';
import { shortName } from '../../../cluster/model/workload-naming';
import { displayName, displayRule } from '../../../policy/calico1/names';
import { locateRule } from '../children';
import { actionIcon } from './action-icon';
import { endpointName } from '../../../cluster/analysis/stored';
import { decidingLines } from './deciding-rows';
import { described, ownerBadge, ruleBadge } from './badge';
import { BAD } from './colors';
import { podRow } from './pod-row';
import type { FoundBy, Row } from './row';
import { endpointCount } from '../../../app/text/counts';

type ProfileNode = Extract<
  TreeNode,
  {
    readonly kind: 'profile' | 'brokenProfile' | 'direction' | 'rule' | 'tags' | 'tag' | 'endpoints' | 'endpoint';
  }
>;

/** The row of a profile or of something in it; undefined if it no longer exists. */
export function profileRow(node: ProfileNode, snapshot: Snapshot, found: FoundBy): Row | undefined {
  switch (node.kind) {
    case 'profile':
      return namedProfileRow(node.profile, snapshot, found);
    case 'brokenProfile': {
      const profile = profileNamed(node.profile, dataOf(snapshot.policy));
      return profile?.kind === 'broken'
        ? {
            label: displayName(node.profile, networksOf(snapshot)),
            description: l10n.t('can’t be read'),
            tooltip: profile.problems,
            icon: 'error',
            color: BAD,
            expand: 'none',
          }
        : undefined;
    }
    case 'direction': {
      const profile = profileNamed(node.profile, dataOf(snapshot.policy));
      if (profile?.kind !== 'profile') return undefined;
      const inbound = node.direction === 'inbound';
      return {
        label: inbound ? l10n.t('Inbound') : l10n.t('Outbound'),
        ...count(profile[node.direction].length),
        tooltip: [
          inbound
            ? l10n.t(
                'What can reach the profile’s endpoints. The first matching rule decides. If no rule matches, the packet is dropped.',
              )
            : l10n.t(
                'What the profile’s endpoints can reach. The first matching rule decides. If no rule matches, the packet is dropped.',
              ),
        ],
        icon: inbound ? 'arrow-small-left' : 'arrow-small-right',
        expand: 'expanded',
      };
    }
    case 'rule':
      return ruleRow(node, snapshot, found);
    case 'tags': {
      const profile = profileNamed(node.profile, dataOf(snapshot.policy));
      return profile?.kind === 'profile'
        ? { label: l10n.t('Tags'), ...count(profile.tags.length), icon: 'tag', expand: 'collapsed' }
        : undefined;
    }
    case 'tag': {
      const shown = displayName(node.tag, networksOf(snapshot));
      return { label: shown, ...(shown !== node.tag && { tooltip: [node.tag] }), icon: 'tag', expand: 'none' };
    }
    case 'endpoints': {
      const policy = dataOf(snapshot.policy);
      if (!policy) return undefined;
      const members = membersOf(node.profile, policy).length;
      return {
        label: l10n.t('Endpoints'),
        ...count(members),
        icon: 'vm-connect',
        expand: members > 0 ? 'collapsed' : 'none',
      };
    }
    case 'endpoint': {
      const policy = dataOf(snapshot.policy);
      const endpoint = endpointNamed(node.endpoint, policy);
      if (node.profile !== undefined && !endpoint?.profileIds.includes(node.profile)) return undefined;
      if (!policy || !endpoint) return undefined;
      return snapshot.isKubernetes ? podRow(endpoint, policy) : endpointRow(endpoint, snapshot, policy);
    }
  }
}

function count(value: number): { readonly description: string } {
  return { description: String(value) };
}

function namedProfileRow(name: string, snapshot: Snapshot, found: FoundBy): Row | undefined {
  const policy = dataOf(snapshot.policy);
  const profile = profileNamed(name, policy);
  if (!policy || profile?.kind !== 'profile') return undefined;
  const network = networkOfProfile(name, networksOf(snapshot));
  const members = membersOf(name, policy).length;
  const badge = ownerBadge(found.of(name), networksOf(snapshot));
  return {
    label: displayName(name, networksOf(snapshot)),
    description: described(endpointCount(members), badge),
    tooltip: [
      network ? l10n.t('Profile of the network {0}', network.name) : l10n.t('Profile'),
      l10n.t('Stored as {0}', name),
      ...badge.sentences,
    ],
    icon: 'shield',
    ...(badge.color !== undefined && { color: badge.color }),
    expand: 'collapsed',
  };
}

function ruleRow(node: RuleNode, snapshot: Snapshot, found: FoundBy): Row | undefined {
  const located = locateRule(node, snapshot);
  if (!located) return undefined;
  const { rule, position } = located;
  const networks = networksOf(snapshot);
  const text = displayRule(rule, networks);
  const badge = ruleBadge(found.of(node.profile), node.direction, position, networks);
  const { icon, color } = actionIcon(rule.action);
  return {
    label: text,
    description: described(String(position), badge),
    tooltip: [
      l10n.t('{0} rule {1} of {2}', capitalized(node.direction), position, displayName(node.profile, networks)),
      ...(node.text === text ? [] : [l10n.t('Stored as: {0}', node.text)]),
      ...badge.sentences,
    ],
    icon,
    color: badge.color ?? color,
    expand: 'none',
  };
}

function endpointRow(endpoint: WorkloadEndpoint, snapshot: Snapshot, policy: PolicyData): Row {
  const address = addressesOf(endpoint).join(', ');
  const task = taskOf(endpoint, dataOf(snapshot.marathon));
  return {
    label: address || endpoint.id.slice(0, 12),
    description:
      endpoint.voidReason === undefined
        ? [task && shortName(task.appId), endpoint.host].filter((part) => part !== undefined).join(l10n.t(' on '))
        : l10n.t('invalid'),
    tooltip: [
      l10n.t('Endpoint {0}', endpoint.id),
      ...(endpoint.interfaceName === '' ? [] : [l10n.t('Interface {0}, {1}', endpoint.interfaceName, endpoint.state)]),
      ...labelLines(endpoint),
      ...decidingLines(endpointName(endpoint), policy),
      ...(endpoint.voidReason === undefined
        ? []
        : [l10n.t('Felix considers it invalid, so it drops everything. {0}', endpoint.voidReason)]),
      ...(task ? [l10n.t('App {0}', task.appId), l10n.t('Task {0}', task.id)] : []),
    ],
    ...(endpoint.voidReason === undefined
      ? { icon: endpoint.state === 'active' ? 'vm-active' : 'vm-outline' }
      : { icon: 'warning', color: BAD }),
    expand: 'none',
  };
}

function labelLines({ labels = {} }: WorkloadEndpoint): readonly string[] {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? [] : [l10n.t('Labels {0}', pairs.join(', '))];
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
