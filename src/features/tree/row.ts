import * as l10n from '@vscode/l10n';
import { formatSpan } from '../../base/age';
import {
  addressesOf,
  appNamed,
  dataOf,
  membersOf,
  networkOfProfile,
  networksOf,
  problemsOf,
  profileNamed,
  profileOfNetwork,
  taskOf,
} from '../../cluster/model/indexes';
import { staleOf } from '../../cluster/model/staleness';
import type { Part, Snapshot, WorkloadEndpoint } from '../../cluster/model/snapshot';
import { displayName, displayRule } from '../../policy/calico1/names';
import type { Finding } from '../../policy/lint';
import { profileBadge, ruleBadge, type Badge } from './badge';
import { locateRule } from './children';
import { appRow, deploymentRow, groupRow, podRow } from './application-rows';
import { BAD } from './colors';
import { actionLook } from './action-look';
import { tierRow } from './tier-rows';
import type { PartName, RuleNode, TreeNode } from '../../app/tree-nodes';
import { taskRow } from './task-row';

/** The content of a row. Texts are plain; the tooltip has one line per entry. */
export interface Row {
  readonly label: string;
  readonly description?: string;
  readonly tooltip?: readonly string[];
  /** The names of a product icon and a theme color. */
  readonly icon?: string;
  readonly color?: string;
  readonly expand: 'none' | 'collapsed' | 'expanded';
}

/** Returns what lint found in a profile, by its stored name. */
export type FindingsOf = (profile: string) => readonly Finding[];

const NOTHING: readonly Finding[] = [];

/**
 * Returns the content of a row in a snapshot; undefined if what it represents no longer exists.
 * @param now In milliseconds since the epoch, for the age of outdated data.
 */
export function rowOf(
  node: TreeNode,
  snapshot: Snapshot,
  found: FindingsOf = () => NOTHING,
  now = Date.now(),
): Row | undefined {
  switch (node.kind) {
    case 'networks':
      return {
        label: l10n.t('Networks'),
        ...amount(snapshot.networks, (networks) => networks.length, now),
        icon: 'type-hierarchy-sub',
        expand: 'expanded',
      };
    case 'profiles':
      return {
        label: l10n.t('Profiles'),
        ...amount(snapshot.policy, ({ profiles }) => profiles.length, now),
        icon: 'shield',
        expand: 'expanded',
      };
    case 'applications':
      return {
        label: l10n.t('Applications'),
        ...amount(snapshot.marathon, ({ apps }) => apps.length, now),
        icon: 'server-process',
        expand: 'expanded',
      };
    case 'policies':
    case 'tier':
    case 'policy':
    case 'brokenPolicy':
    case 'policyRule':
      return tierRow(node, snapshot);
    case 'network':
      return networkRow(node.networkId, snapshot);
    case 'container': {
      const container = networksOf(snapshot)
        .find(({ id }) => id === node.networkId)
        ?.containers.find(({ endpointId }) => endpointId === node.endpointId);
      return (
        container && {
          label: container.name || container.id.slice(0, 12),
          description: container.ipv4.split('/')[0] ?? '',
          tooltip: [l10n.t('Container {0}', container.id), l10n.t('Endpoint {0}', container.endpointId)],
          icon: 'vm',
          expand: 'none',
        }
      );
    }
    case 'profile':
      return profileRow(node.profile, snapshot, found);
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
      const endpoint = policy && membersOf(node.profile, policy).find(({ id }) => id === node.endpointId);
      return endpoint && endpointRow(endpoint, snapshot);
    }
    case 'group':
      return groupRow(node.group, snapshot);
    case 'app': {
      const app = appNamed(node.app, dataOf(snapshot.marathon));
      return app && appRow(app);
    }
    case 'task':
      return taskRow(node.task, snapshot);
    case 'pod':
      return podRow(node.pod, snapshot);
    case 'deployment':
      return deploymentRow(node.deployment, snapshot);
    case 'loading':
      return { label: l10n.t('Loading…'), icon: 'loading~spin', expand: 'none' };
    case 'failure': {
      const part = snapshot[PARTS[node.of]];
      return part.state === 'failed'
        ? {
            label: part.failure.message,
            tooltip: [
              part.failure.message,
              ...(part.failure.advice === undefined ? [] : [part.failure.advice]),
              ...(staleOf(part)
                ? [
                    l10n.t(
                      'The rows below were last updated at {0} and may be out of date.',
                      new Date(part.since).toLocaleTimeString(),
                    ),
                  ]
                : []),
            ],
            icon: 'warning',
            color: 'list.warningForeground',
            expand: 'none',
          }
        : undefined;
    }
    case 'problem': {
      const problem = problemsOf(snapshot[PARTS[node.of]])[node.index];
      return (
        problem && {
          label: problem.message,
          tooltip: [problem.message, ...(problem.advice === undefined ? [] : [problem.advice])],
          icon: 'warning',
          color: 'list.warningForeground',
          expand: 'none',
        }
      );
    }
    case 'hint':
      return { ...hintFor(node.of, snapshot), icon: 'info', expand: 'none' };
  }
}

const PARTS = { networks: 'networks', profiles: 'policy', applications: 'marathon' } as const;

function hintFor(of: PartName, snapshot: Snapshot): { readonly label: string; readonly description: string } {
  switch (of) {
    case 'networks':
      return { label: l10n.t('None yet'), description: l10n.t('create one with +') };
    case 'profiles':
      return { label: l10n.t('None yet'), description: l10n.t('created with a network') };
    case 'applications':
      return snapshot.marathon.state === 'absent'
        ? { label: l10n.t('No Marathon'), description: l10n.t('none is configured') }
        : { label: l10n.t('None yet'), description: l10n.t('launch a group') };
  }
}

function count(value: number | undefined): { description?: string } {
  return value === undefined ? {} : { description: String(value) };
}

/** The number of items, and the age of the data if it can't be updated. */
function amount<T>(part: Part<T>, countOf: (data: T) => number, now: number): { description?: string } {
  const data = dataOf(part);
  const stale = staleOf(part);
  return data === undefined
    ? {}
    : {
        description: stale
          ? l10n.t('{0} · {1}, {2} old', countOf(data), stale.trouble, formatSpan(now - stale.since))
          : String(countOf(data)),
      };
}

function networkRow(id: string, snapshot: Snapshot): Row | undefined {
  const network = networksOf(snapshot).find((candidate) => candidate.id === id);
  if (!network) return undefined;
  const profile = profileOfNetwork(network, dataOf(snapshot.policy));
  return {
    label: network.name,
    description: [network.driver, ...network.subnets].join(' · '),
    tooltip: [
      l10n.t('Network {0}', network.id),
      profile
        ? profile.name === network.id
          ? l10n.t('Policy profile: stored under the ID')
          : l10n.t('Policy profile: stored under the name')
        : l10n.t('No policy profile is stored for it'),
      ...(network.subnets.length > 0 ? [l10n.t('Subnet {0}', network.subnets.join(', '))] : []),
    ],
    icon: 'type-hierarchy-sub',
    expand: network.containers.length > 0 ? 'collapsed' : 'none',
  };
}

function profileRow(name: string, snapshot: Snapshot, found: FindingsOf): Row | undefined {
  const policy = dataOf(snapshot.policy);
  const profile = profileNamed(name, policy);
  if (!policy || profile?.kind !== 'profile') return undefined;
  const network = networkOfProfile(name, networksOf(snapshot));
  const members = membersOf(name, policy).length;
  const badge = profileBadge(found(name), networksOf(snapshot));
  return {
    label: displayName(name, networksOf(snapshot)),
    description: described(
      members === 0 ? l10n.t('no endpoints') : members === 1 ? l10n.t('1 endpoint') : l10n.t('{0} endpoints', members),
      badge,
    ),
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

function ruleRow(node: RuleNode, snapshot: Snapshot, found: FindingsOf): Row | undefined {
  const located = locateRule(node, snapshot);
  if (!located) return undefined;
  const { rule, position } = located;
  const networks = networksOf(snapshot);
  const text = displayRule(rule, networks);
  const badge = ruleBadge(found(node.profile), node.direction, position, networks);
  const { icon, color } = actionLook(rule.action);
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

function described(what: string, { description }: Badge): string {
  return description === undefined ? what : `${what} · ${description}`;
}

function endpointRow(endpoint: WorkloadEndpoint, snapshot: Snapshot): Row {
  const address = addressesOf(endpoint).join(', ');
  const task = taskOf(endpoint, dataOf(snapshot.marathon));
  return {
    label: address || endpoint.id.slice(0, 12),
    description:
      endpoint.voidReason === undefined
        ? [task?.appId, endpoint.host].filter((part) => part !== undefined).join(l10n.t(' on '))
        : l10n.t('invalid'),
    tooltip: [
      l10n.t('Endpoint {0}', endpoint.id),
      l10n.t('Interface {0}, {1}', endpoint.interfaceName, endpoint.state),
      ...labelLines(endpoint),
      ...(endpoint.voidReason === undefined
        ? []
        : [l10n.t('Felix considers it invalid, so it drops everything. {0}', endpoint.voidReason)]),
      ...(task ? [l10n.t('Task {0}', task.id)] : []),
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
