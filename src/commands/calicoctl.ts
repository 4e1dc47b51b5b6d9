import { dataOf, networksOf, profileNamed } from '../cluster/joins';
import type { Network, Snapshot } from '../cluster/snapshot';
import { formatRule } from '../policy/grammar';
import { displayName, toDisplay } from '../policy/names';
import type { Direction } from '../policy/rule';
import { locateRule } from '../tree/children';
import type { TreeNode } from '../tree/nodes';

/** The commands of calicoctl, docker or curl that would make what a row stands for; undefined for rows that stand for nothing of that kind. */
export function commandsFor(node: TreeNode, snapshot: Snapshot, marathon?: string): readonly string[] | undefined {
  const networks = networksOf(snapshot);
  switch (node.kind) {
    case 'network': {
      const network = networks.find(({ id }) => id === node.networkId);
      return network && [createNetwork(network)];
    }
    case 'profile':
      return profileCommands(node.profile, snapshot);
    case 'brokenProfile':
      return [`calicoctl profile ${displayName(node.profile, networks)} rule json`];
    case 'direction':
      return rulesOf(node.profile, node.direction, snapshot);
    case 'rule': {
      const found = locateRule(node, snapshot);
      return found && [addRuleCommand(node.profile, node.direction, formatRule(toDisplay(found.rule, networks)), snapshot)];
    }
    case 'tags':
    case 'tag': {
      const profile = profileNamed(node.profile, dataOf(snapshot.policy));
      const tags = node.kind === 'tag' ? [node.tag] : profile?.kind === 'profile' ? profile.tags : [];
      return tags.map((tag) => `calicoctl profile ${displayName(node.profile, networks)} tag add ${displayName(tag, networks)}`);
    }
    case 'group':
      return [`curl ${marathon ?? 'http://$MARATHON_IP:8080'}/v2/groups${node.group}`];
    case 'app':
      return [`curl ${marathon ?? 'http://$MARATHON_IP:8080'}/v2/apps${node.app}`];
    default:
      return undefined;
  }
}

function createNetwork({ driver, name, subnets }: Network): string {
  const ipam = driver === 'calico' ? ['--ipam-driver', 'calico'] : [];
  return ['docker', 'network', 'create', '--driver', driver, ...ipam, ...subnets.flatMap((subnet) => ['--subnet', subnet]), name].join(' ');
}

function profileCommands(name: string, snapshot: Snapshot): readonly string[] | undefined {
  const profile = profileNamed(name, dataOf(snapshot.policy));
  if (profile?.kind !== 'profile') return undefined;
  const networks = networksOf(snapshot);
  const shown = toDisplay(profile, networks);
  return [
    ...(networks.some(({ id }) => id === name) ? [] : [`calicoctl profile add ${shown.name}`]),
    // A new profile carries its own name as tag.
    ...shown.tags.filter((tag) => tag !== shown.name).map((tag) => `calicoctl profile ${shown.name} tag add ${tag}`),
    ...withoutDefault(name, 'inbound', `allow from tag ${shown.name}`, snapshot),
    ...withoutDefault(name, 'outbound', 'allow', snapshot),
  ];
}

/** The rules of a direction; when the one that a new profile begins with is not the first, it is taken away before. */
function withoutDefault(name: string, direction: Direction, initial: string, snapshot: Snapshot): readonly string[] {
  const rules = rulesOf(name, direction, snapshot);
  const first = addRuleCommand(name, direction, initial, snapshot);
  return rules[0] === first ? rules : [first.replace(' rule add ', ' rule remove '), ...rules];
}

function rulesOf(name: string, direction: Direction, snapshot: Snapshot): readonly string[] {
  const profile = profileNamed(name, dataOf(snapshot.policy));
  if (profile?.kind !== 'profile') return [];
  return profile[direction].map((rule) => addRuleCommand(name, direction, formatRule(toDisplay(rule, networksOf(snapshot))), snapshot));
}

function addRuleCommand(profile: string, direction: Direction, rule: string, snapshot: Snapshot): string {
  return `calicoctl profile ${displayName(profile, networksOf(snapshot))} rule add ${direction} ${rule}`;
}
