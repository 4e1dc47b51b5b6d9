import { endpointName } from '../../cluster/analysis/stored';
import {
  appNamed,
  dataOf,
  endpointsOn,
  membersOf,
  networksOf,
  problemsOf,
  profileNamed,
} from '../../cluster/model/indexes';
import type { Part, Snapshot, WorkloadEndpoint } from '../../cluster/model/snapshot';
import { formatRule } from '../../policy/calico1/grammar';
import type { Profile } from '../../policy/calico1/profile';
import type { Direction, Rule } from '../../policy/calico1/rule';
import { displayName } from '../../policy/calico1/names';
import { tiersOf } from '../../cluster/model/tiers';
import { decidingNodes } from './rows/deciding-rows';
import { hostEndpointNodes } from './rows/host-endpoint-rows';
import { hostNodes } from './rows/host-rows';
import { namespaceChildren } from './rows/namespace-rows';
import { networkSetNodes, profileNodes, resourceChildren } from './rows/resource-nodes';
import { tierChildren } from './rows/tier-rows';
import type { PartName, RuleNode, TreeNode } from '../../app/tree-nodes';

/** Policies are evaluated before profiles. Most clusters of Calico v1 have none, and no host endpoints. */
function rootsOf(snapshot: Snapshot): readonly TreeNode[] {
  if (snapshot.isKubernetes) return kubernetesRoots(snapshot);
  return [
    { kind: 'networks' },
    ...(hasTiers(snapshot) ? [{ kind: 'policies' } as const] : []),
    { kind: 'profiles' },
    ...(networkSetNodes(snapshot).length > 0 ? [{ kind: 'networkSets' } as const] : []),
    ...(hostEndpointNodes(snapshot).length > 0 ? [{ kind: 'hostEndpoints' } as const] : []),
    { kind: 'applications' },
    ...(hostNodes(snapshot).length > 0 ? [{ kind: 'hosts' } as const] : []),
  ];
}

/** A Kubernetes cluster has neither Docker networks nor Marathon's apps, and its profiles can't be edited. */
function kubernetesRoots(snapshot: Snapshot): readonly TreeNode[] {
  return [
    { kind: 'policies' },
    { kind: 'namespaces' },
    ...(networkSetNodes(snapshot).length > 0 ? [{ kind: 'networkSets' } as const] : []),
    ...(hostEndpointNodes(snapshot).length > 0 ? [{ kind: 'hostEndpoints' } as const] : []),
  ];
}

/** Returns the rows below a row, or the top rows. Pure: the same snapshot gives the same rows. */
export function childrenOf(node: TreeNode | undefined, snapshot: Snapshot): readonly TreeNode[] {
  if (!node) return rootsOf(snapshot);
  switch (node.kind) {
    case 'networks':
      return rows('networks', snapshot.networks, (networks) =>
        networks.map(({ id }) => ({ kind: 'network', networkId: id })),
      );
    case 'profiles':
      return rows('profiles', snapshot.policy, ({ profiles, resources }) => [
        ...(resources ? profileNodes(snapshot) : []),
        ...profiles
          .map(({ kind, name }) => ({
            node: { kind: kind === 'broken' ? 'brokenProfile' : 'profile', profile: name } as const,
            label: displayName(name, networksOf(snapshot)),
          }))
          .sort((a, b) => a.label.localeCompare(b.label))
          .map(({ node: profile }) => profile),
      ]);
    case 'applications':
      return applications(snapshot);
    case 'namespaces':
    case 'namespace':
    case 'workload':
      return namespaceChildren(node, snapshot);
    case 'hosts':
      return hostNodes(snapshot);
    case 'host': {
      const policy = dataOf(snapshot.policy);
      return policy ? endpointNodes(endpointsOn(node.host, policy)) : [];
    }
    case 'hostEndpoints':
      return hostEndpointNodes(snapshot);
    case 'hostEndpoint': {
      const policy = dataOf(snapshot.policy);
      return policy ? decidingNodes(node.host, node.id, policy) : [];
    }
    case 'policies':
      if (snapshot.isKubernetes) return rows('policies', snapshot.policy, () => resourceChildren(node, snapshot));
      return isOfObjects(snapshot) ? resourceChildren(node, snapshot) : tierChildren(node, snapshot);
    case 'tier':
    case 'policy':
    case 'brokenPolicy':
    case 'policyRule':
      return tierChildren(node, snapshot);
    case 'networkSets':
    case 'resourceTier':
    case 'resource':
    case 'resourceRule':
      return resourceChildren(node, snapshot);
    case 'network':
      return networksOf(snapshot)
        .filter(({ id }) => id === node.networkId)
        .flatMap(({ containers }) =>
          containers.map(({ endpointId }) => ({ kind: 'container', networkId: node.networkId, endpointId }) as const),
        );
    case 'profile':
      return profileChildren(node.profile, snapshot);
    case 'direction':
      return ruleNodes(node.profile, node.direction, snapshot);
    case 'tags':
      return withProfile(node.profile, snapshot, ({ tags }) =>
        tags.map((tag) => ({ kind: 'tag', profile: node.profile, tag })),
      );
    case 'endpoints': {
      const policy = dataOf(snapshot.policy);
      return policy ? endpointNodes(membersOf(node.profile, policy), node.profile) : [];
    }
    case 'group':
      return groupChildren(node.group, snapshot);
    case 'app':
      return appNamed(node.app, dataOf(snapshot.marathon))?.tasks.map(({ id }) => ({ kind: 'task', task: id })) ?? [];
    case 'brokenProfile':
    case 'decidingPolicy':
    case 'container':
    case 'rule':
    case 'tag':
    case 'endpoint':
    case 'task':
    case 'deployment':
    case 'loading':
    case 'pod':
    case 'failure':
    case 'problem':
    case 'hint':
    case 'cluster':
    case 'connection':
      return [];
  }
}

function endpointNodes(endpoints: readonly WorkloadEndpoint[], profile?: string): readonly TreeNode[] {
  return endpoints.map((endpoint) => ({ kind: 'endpoint', profile, endpoint: endpointName(endpoint) }));
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
      const built = [
        ...problemsOf(part).map((_, index) => ({ kind: 'problem', of, index }) as const),
        ...build(part.data),
      ];
      return built.length > 0 ? built : [{ kind: 'hint', of }];
    }
  }
}

function withProfile(
  name: string,
  snapshot: Snapshot,
  build: (profile: Profile) => readonly TreeNode[],
): readonly TreeNode[] {
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
  return found?.kind === 'profile'
    ? placesOf(found)[direction].map(({ text, occurrence }) => ({ kind: 'rule', profile, direction, text, occurrence }))
    : [];
}

/** Returns the current position of a rule row, counted from 1, and its rule; undefined if it no longer exists. */
export function locateRule(node: RuleNode, snapshot: Snapshot): Located | undefined {
  const found = profileNamed(node.profile, dataOf(snapshot.policy));
  return found?.kind === 'profile' ? locateIn(found, node) : undefined;
}

/** Finds the rule of a row in a version of its profile. */
function locateIn(profile: Profile, { direction, text, occurrence }: RuleNode): Located | undefined {
  return placesOf(profile).byText.get(placeKey(direction, text, occurrence));
}

/** A rule and its position, counted from 1. */
export interface Located {
  readonly position: number;
  readonly rule: Rule;
}

/** Identifies a rule of a profile by its text and its number among equal ones. */
interface RuleKey extends Located {
  readonly text: string;
  readonly occurrence: number;
}

type Places = Readonly<Record<Direction, readonly RuleKey[]>> & { readonly byText: ReadonlyMap<string, RuleKey> };

const known = new WeakMap<Profile, Places>();

/** The rules of a profile by their identification. Cached, because each row of a long profile needs them. */
function placesOf(profile: Profile): Places {
  let places = known.get(profile);
  if (!places) known.set(profile, (places = readPlaces(profile)));
  return places;
}

function readPlaces(profile: Profile): Places {
  const byText = new Map<string, RuleKey>();
  const read = (direction: Direction): readonly RuleKey[] => {
    const seen = new Map<string, number>();
    return profile[direction].map((rule, index) => {
      const text = formatRule(rule);
      const occurrence = seen.get(text) ?? 0;
      seen.set(text, occurrence + 1);
      const place = { text, occurrence, position: index + 1, rule };
      byText.set(placeKey(direction, text, occurrence), place);
      return place;
    });
  };
  return { inbound: read('inbound'), outbound: read('outbound'), byText };
}

function placeKey(direction: Direction, text: string, occurrence: number): string {
  return `${direction} ${occurrence} ${text}`;
}

function hasTiers(snapshot: Snapshot): boolean {
  return isOfObjects(snapshot) || tiersOf(dataOf(snapshot.policy) ?? {}).length > 0;
}

/** Whether the policy is that of Calico 3. */
function isOfObjects({ policy }: Snapshot): boolean {
  return dataOf(policy)?.resources !== undefined;
}

function applications(snapshot: Snapshot): readonly TreeNode[] {
  return rows('applications', snapshot.marathon, ({ apps, groups, deployments, pods = [] }) => [
    ...deployments.map(({ id }) => ({ kind: 'deployment', deployment: id }) as const),
    ...groups.filter((group) => parentOf(group) === '/').map((group) => ({ kind: 'group', group }) as const),
    ...apps.filter(({ id }) => parentOf(id) === '/').map(({ id }) => ({ kind: 'app', app: id }) as const),
    ...pods.filter(({ id }) => parentOf(id) === '/').map(({ id }) => ({ kind: 'pod', pod: id }) as const),
  ]);
}

function groupChildren(group: string, snapshot: Snapshot): readonly TreeNode[] {
  const marathon = dataOf(snapshot.marathon);
  if (!marathon) return [];
  return [
    ...marathon.groups.filter((id) => parentOf(id) === group).map((id) => ({ kind: 'group', group: id }) as const),
    ...marathon.apps.filter(({ id }) => parentOf(id) === group).map(({ id }) => ({ kind: 'app', app: id }) as const),
    ...(marathon.pods ?? [])
      .filter(({ id }) => parentOf(id) === group)
      .map(({ id }) => ({ kind: 'pod', pod: id }) as const),
  ];
}

/** Returns the group of an absolute Marathon ID; `/` at the top. */
function parentOf(id: string): string {
  return id.slice(0, id.lastIndexOf('/')) || '/';
}
