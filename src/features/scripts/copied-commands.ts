import { isSubnet } from '../../cluster/docker/subnet';
import { dataOf, networksOf, profileNamed } from '../../cluster/model/indexes';
import { pathOf } from '../../cluster/marathon/path-id';
import type { Network, Snapshot } from '../../cluster/model/snapshot';
import { formatRule } from '../../policy/calico1/grammar';
import { displayName, displayRule, toDisplay } from '../../policy/calico1/names';
import type { Direction } from '../../policy/calico1/rule';
import { isKubernetes, type ClusterDefinition } from '../../cluster/connection/definition';
import { resourceNamed } from '../../cluster/model/resources';
import { objectCommand } from './object-command';
import { locateRule } from '../tree';
import { resourceIn, type TreeNode } from '../../app/tree-nodes';
import { commandLine, operand } from '../../app/shell-words';

/**
 * Returns the commands of calicoctl, kubectl, docker or curl that would create what a row represents; undefined for
 * other rows.
 */
export function commandsFor(
  node: TreeNode,
  snapshot: Snapshot,
  definition?: ClusterDefinition,
): readonly string[] | undefined {
  const marathon = !definition || isKubernetes(definition) ? undefined : definition.marathon;
  const networks = networksOf(snapshot);
  switch (node.kind) {
    case 'network': {
      const network = networks.find(({ id }) => id === node.networkId);
      return network && [createNetwork(network)];
    }
    case 'resource': {
      const stored = resourceNamed(resourceIn(node), dataOf(snapshot.policy));
      const command = stored && objectCommand(stored, definition);
      return command === undefined ? undefined : [command];
    }
    case 'profile':
      return profileCommands(node.profile, snapshot);
    case 'brokenProfile':
      return [profileCommand(node.profile, snapshot, 'rule', 'json')];
    case 'direction':
      return rulesOf(node.profile, node.direction, snapshot);
    case 'rule': {
      const found = locateRule(node, snapshot);
      return found && [ruleCommand('add', node.profile, node.direction, displayRule(found.rule, networks), snapshot)];
    }
    case 'tags':
    case 'tag': {
      const profile = profileNamed(node.profile, dataOf(snapshot.policy));
      const tags = node.kind === 'tag' ? [node.tag] : profile?.kind === 'profile' ? profile.tags : [];
      return tags.map((tag) =>
        profileCommand(node.profile, snapshot, 'tag', 'add', operand(displayName(tag, networks))),
      );
    }
    case 'group':
      return [curl(marathon, `/v2/groups${pathOf(node.group)}`)];
    case 'app':
      return [curl(marathon, `/v2/apps${pathOf(node.app)}`)];
    default:
      return undefined;
  }
}

function createNetwork({ driver, name, subnets }: Network): string {
  const ipam = driver === 'calico' ? ['--ipam-driver', 'calico'] : [];
  return commandLine(
    'docker',
    'network',
    'create',
    '--driver',
    operand(driver),
    ...ipam,
    ...subnets.filter(isSubnet).flatMap((subnet) => ['--subnet', operand(subnet)]),
    operand(name),
  );
}

/** Without a Marathon address, the tutorial's variable is used, which the shell must expand. */
function curl(marathon: string | undefined, path: string): string {
  return marathon === undefined
    ? `curl "http://$MARATHON_IP:8080"${commandLine(path)}`
    : commandLine('curl', `${marathon}${path}`);
}

function profileCommands(name: string, snapshot: Snapshot): readonly string[] | undefined {
  const profile = profileNamed(name, dataOf(snapshot.policy));
  if (profile?.kind !== 'profile') return undefined;
  const networks = networksOf(snapshot);
  const shown = toDisplay(profile, networks);
  return [
    ...(networks.some(({ id }) => id === name)
      ? []
      : [commandLine('calicoctl', 'profile', 'add', operand(shown.name))]),
    // A new profile has its own name as a tag.
    ...shown.tags
      .filter((tag) => tag !== shown.name)
      .map((tag) => profileCommand(name, snapshot, 'tag', 'add', operand(tag))),
    ...withoutDefault(name, 'inbound', formatRule({ action: 'allow', src_tag: shown.name }), snapshot),
    ...withoutDefault(name, 'outbound', 'allow', snapshot),
  ];
}

/**
 * Returns the commands for the rules of a direction. If the default rule of a new profile isn't the first, it is
 * removed first.
 */
function withoutDefault(name: string, direction: Direction, initial: string, snapshot: Snapshot): readonly string[] {
  const rules = rulesOf(name, direction, snapshot);
  if (rules[0] === ruleCommand('add', name, direction, initial, snapshot)) return rules;
  return [ruleCommand('remove', name, direction, initial, snapshot), ...rules];
}

function rulesOf(name: string, direction: Direction, snapshot: Snapshot): readonly string[] {
  const profile = profileNamed(name, dataOf(snapshot.policy));
  if (profile?.kind !== 'profile') return [];
  return profile[direction].map((rule) =>
    ruleCommand('add', name, direction, displayRule(rule, networksOf(snapshot)), snapshot),
  );
}

function ruleCommand(
  change: 'add' | 'remove',
  profile: string,
  direction: Direction,
  rule: string,
  snapshot: Snapshot,
): string {
  return profileCommand(profile, snapshot, 'rule', change, direction, ...wordsOf(rule));
}

function profileCommand(profile: string, snapshot: Snapshot, ...words: readonly string[]): string {
  return commandLine('calicoctl', 'profile', operand(displayName(profile, networksOf(snapshot))), ...words);
}

/** Splits a rule's text into words. A quoted text is one word, and so is everything after `with`. */
function wordsOf(rule: string): readonly string[] {
  return rule.match(/(?<=(?:^| )with )\{.*\}$|"(?:[^"\\]|\\.)*"|[^ ]+/gs) ?? [];
}
