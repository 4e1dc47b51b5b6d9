import { appNamed, dataOf, membersOf, networksOf, profileNamed } from '../cluster/joins';
import type { Part, Snapshot } from '../cluster/snapshot';
import { formatRule } from '../policy/grammar';
import type { Profile } from '../policy/profile';
import type { Direction, Rule } from '../policy/rule';
import { displayName } from '../policy/names';
import type { PartName, RuleNode, TreeNode } from './nodes';

const ROOTS: readonly TreeNode[] = [{ kind: 'networks' }, { kind: 'profiles' }, { kind: 'applications' }];

/** The rows below a row, or the top rows. Pure: the same snapshot gives the same rows. */
export function childrenOf(node: TreeNode | undefined, snapshot: Snapshot): readonly TreeNode[] {
  if (!node) return ROOTS;
  switch (node.kind) {
    case 'networks':
      return rows('networks', snapshot.networks, (networks) => networks.map(({ id }) => ({ kind: 'network', networkId: id })));
    case 'profiles':
      return rows('profiles', snapshot.policy, ({ profiles }) =>
        profiles
          .map(({ kind, name }) => ({ node: { kind: kind === 'broken' ? 'brokenProfile' : 'profile', profile: name } as const, label: displayName(name, networksOf(snapshot)) }))
          .sort((a, b) => a.label.localeCompare(b.label))
          .map(({ node: profile }) => profile),
      );
    case 'applications':
      return applications(snapshot);
    case 'network':
      return networksOf(snapshot)
        .filter(({ id }) => id === node.networkId)
        .flatMap(({ containers }) => containers.map(({ endpointId }) => ({ kind: 'container', networkId: node.networkId, endpointId }) as const));
    case 'profile':
      return profileChildren(node.profile, snapshot);
    case 'direction':
      return ruleNodes(node.profile, node.direction, snapshot);
    case 'tags':
      return withProfile(node.profile, snapshot, ({ tags }) => tags.map((tag) => ({ kind: 'tag', profile: node.profile, tag })));
    case 'endpoints': {
      const policy = dataOf(snapshot.policy);
      return policy ? membersOf(node.profile, policy).map(({ id }) => ({ kind: 'endpoint', profile: node.profile, endpointId: id })) : [];
    }
    case 'group':
      return groupChildren(node.group, snapshot);
    case 'app':
      return appNamed(node.app, dataOf(snapshot.marathon))?.tasks.map(({ id }) => ({ kind: 'task', task: id })) ?? [];
    case 'brokenProfile':
    case 'container':
    case 'rule':
    case 'tag':
    case 'endpoint':
    case 'task':
    case 'deployment':
    case 'loading':
    case 'failure':
    case 'hint':
      return [];
  }
}

/** The rows of a part of the cluster, or one that says why there are none. A failing part keeps its last rows. */
function rows<T>(of: PartName, part: Part<T>, build: (data: T) => readonly TreeNode[]): readonly TreeNode[] {
  switch (part.state) {
    case 'absent':
      return [{ kind: 'hint', of }];
    case 'loading':
      return [{ kind: 'loading', of }];
    case 'failed':
      return [{ kind: 'failure', of }, ...(part.data === undefined ? [] : build(part.data))];
    case 'ready': {
      const built = build(part.data);
      return built.length > 0 ? built : [{ kind: 'hint', of }];
    }
  }
}

function withProfile(name: string, snapshot: Snapshot, build: (profile: Profile) => readonly TreeNode[]): readonly TreeNode[] {
  const profile = profileNamed(name, dataOf(snapshot.policy));
  return profile?.kind === 'profile' ? build(profile) : [];
}

function profileChildren(profile: string, snapshot: Snapshot): readonly TreeNode[] {
  return withProfile(profile, snapshot, () => [
    { kind: 'direction', profile, direction: 'inbound' },
    { kind: 'direction', profile, direction: 'outbound' },
    { kind: 'tags', profile },
    { kind: 'endpoints', profile },
  ]);
}

function ruleNodes(profile: string, direction: Direction, snapshot: Snapshot): readonly RuleNode[] {
  const found = profileNamed(profile, dataOf(snapshot.policy));
  if (found?.kind !== 'profile') return [];
  const seen = new Map<string, number>();
  return found[direction].map((rule) => {
    const text = formatRule(rule);
    const occurrence = seen.get(text) ?? 0;
    seen.set(text, occurrence + 1);
    return { kind: 'rule', profile, direction, text, occurrence };
  });
}

/** Where a rule row stands now, 1-based, with its rule; undefined when it has gone. */
export function locateRule(node: RuleNode, snapshot: Snapshot): { readonly position: number; readonly rule: Rule } | undefined {
  const profile = profileNamed(node.profile, dataOf(snapshot.policy));
  if (profile?.kind !== 'profile') return undefined;
  let left = node.occurrence;
  for (const [index, rule] of profile[node.direction].entries()) {
    if (formatRule(rule) === node.text && left-- === 0) return { position: index + 1, rule };
  }
  return undefined;
}

function applications(snapshot: Snapshot): readonly TreeNode[] {
  return rows('applications', snapshot.marathon, ({ apps, groups, deployments }) => [
    ...deployments.map(({ id }) => ({ kind: 'deployment', deployment: id }) as const),
    ...groups.filter((group) => parentOf(group) === '/').map((group) => ({ kind: 'group', group }) as const),
    ...apps.filter(({ id }) => parentOf(id) === '/').map(({ id }) => ({ kind: 'app', app: id }) as const),
  ]);
}

function groupChildren(group: string, snapshot: Snapshot): readonly TreeNode[] {
  const marathon = dataOf(snapshot.marathon);
  if (!marathon) return [];
  return [
    ...marathon.groups.filter((id) => parentOf(id) === group).map((id) => ({ kind: 'group', group: id }) as const),
    ...marathon.apps.filter(({ id }) => parentOf(id) === group).map(({ id }) => ({ kind: 'app', app: id }) as const),
  ];
}

/** The group that an absolute Marathon id stands in; `/` at the top. */
function parentOf(id: string): string {
  return id.slice(0, id.lastIndexOf('/')) || '/';
}
