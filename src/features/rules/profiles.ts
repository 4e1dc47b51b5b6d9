import * as l10n from '@vscode/l10n';
import { datastoreOf } from '../../cluster/connection/opened';
import { parseJson } from '../../base/json';
import type * as vscode from 'vscode';
import { ClusterError } from '../../cluster/connection/errors';
import {
  carriersByTag,
  dataOf,
  membersOf,
  networkOfProfile,
  networksOf,
  profileNamed,
} from '../../cluster/model/indexes';
import { workloadNamed } from '../../cluster/model/workloads';
import { endpointName } from '../../cluster/analysis/stored';
import type { PolicyData, Snapshot } from '../../cluster/model/snapshot';
import { Command } from '../../app/ids';
import { displayName } from '../../policy/calico1/names';
import { isRecord } from '../../base/json';
import { type BrokenProfile, type Profile, type StoredProfile } from '../../policy/calico1/profile';
import { NAME } from '../../policy/calico1/rule';
import { ask, confirm } from '../../app/text/window';
import { connected, register, targets, type CommandContext, type Connected } from '../../app/commands';
import { pickAnyProfile, pickProfile } from '../../app/pick';
import { requireProfile } from '../../app/policy-edit';

/** Maximum number of users of a profile that are named. */
const NAMED = 8;

/** Registers the commands that create, rename and remove profiles. All changes are in the history and can be undone. */
export function registerProfileCommands(context: CommandContext): vscode.Disposable[] {
  const { tree, reporter } = context;
  return [
    register(Command.createProfile, context, async () => {
      const cluster = connected(context);
      const name = await askName(l10n.t('Create Profile'), cluster);
      if (name === undefined) return;
      if (!(await datastoreOf(cluster.cluster).createProfile(name)))
        throw new ClusterError(
          'conflict',
          l10n.t('A profile named {0} already exists.', name),
          l10n.t('Nothing was changed. Choose another name.'),
        );
      reporter.done(l10n.t('Created profile {0}. Its endpoints can reach each other and everything outside.', name));
    }),
    register(Command.renameProfile, context, async (...args) => {
      const cluster = connected(context);
      const { snapshot } = cluster.store;
      const [node] = targets(args, tree, 'profile');
      const profile = node
        ? requireProfile(node.profile, snapshot)
        : await pickProfile(l10n.t('Rename which profile?'), snapshot);
      if (profile) await rename(context, cluster, profile);
    }),
    register(Command.removeProfile, context, async (...args) => {
      const cluster = connected(context);
      const nodes = targets(args, tree, 'profile', 'brokenProfile');
      const policy = dataOf(cluster.store.snapshot.policy);
      const chosen =
        nodes.length > 0
          ? nodes.flatMap((node) => profileNamed(node.profile, policy) ?? [])
          : [await pickAnyProfile(l10n.t('Remove which profile?'), cluster.store.snapshot)].filter(
              (profile) => profile !== undefined,
            );
      if (chosen.length > 0) await remove(context, cluster, chosen);
    }),
  ];
}

/** Copies a profile under another name, and removes the original if nothing uses it. */
async function rename({ reporter }: CommandContext, cluster: Connected, profile: Profile): Promise<void> {
  const { snapshot } = cluster.store;
  const old = displayName(profile.name, networksOf(snapshot));
  const network = networkOfProfile(profile.name, networksOf(snapshot));
  if (network)
    throw new ClusterError(
      'invalid',
      l10n.t('The profile {0} belongs to the Docker network {1}, which determines its name.', old, network.name),
      l10n.t('Nothing was changed. Create a network with the other name instead.'),
    );
  const name = await askName(l10n.t('Rename Profile {0}', old), cluster, old);
  if (name === undefined) return;
  const datastore = datastoreOf(cluster.cluster);
  const copied = await datastore.replaceProfile(name, undefined, copyOf(profile.stored, name));
  if (copied.kind !== 'done')
    throw new ClusterError(
      'conflict',
      l10n.t('A profile named {0} already exists.', name),
      l10n.t('Nothing was changed. Choose another name.'),
    );
  const users = endpointsOf(profile.name, cluster.store.snapshot);
  if (users.length > 0) {
    reporter.warning(
      l10n.t(
        '{0} is now a copy of {1}. {1} was kept because it is used by {2}. Switch its users to the new profile, then remove the old one.',
        name,
        old,
        listed(users),
      ),
    );
    return;
  }
  const removed = await datastore.replaceProfile(profile.name, profile.stored, undefined);
  if (removed.kind === 'done')
    reporter.done(
      l10n.t('Renamed {0} to {1}. Its tags are unchanged, so rules that refer to them still apply.', old, name),
    );
  else reporter.warning(l10n.t('{0} is now a copy of {1}. {1} changed in the meantime, so it was kept.', name, old));
}

/**
 * Returns the stored texts of a copy under another name, including its tags, so that rules that name them still match.
 */
function copyOf(stored: StoredProfile, name: string): StoredProfile {
  const rules = parseJson(stored.rules ?? '');
  return isRecord(rules) && 'id' in rules ? { ...stored, rules: JSON.stringify({ ...rules, id: name }) } : stored;
}

async function remove(
  { reporter }: CommandContext,
  cluster: Connected,
  profiles: readonly (Profile | BrokenProfile)[],
): Promise<void> {
  const { snapshot } = cluster.store;
  const names = profiles.map(({ name }) => displayName(name, networksOf(snapshot))).join(', ');
  const uses = profiles.flatMap((profile) => usesOf(profile, snapshot));
  const detail = [
    uses.length === 0 ? l10n.t('It is not in use.') : uses.join('\n'),
    l10n.t('You can restore it from the history.'),
  ].join('\n\n');
  if (
    !(await confirm(
      profiles.length === 1
        ? l10n.t('Remove the profile {0}?', names)
        : l10n.t('Remove {0} profiles: {1}?', profiles.length, names),
      detail,
      cluster,
      profiles.length === 1 ? l10n.t('Remove Profile') : l10n.t('Remove Profiles'),
    ))
  )
    return;
  for (const { name, stored } of profiles) {
    const removed = await datastoreOf(cluster.cluster).replaceProfile(name, stored, undefined);
    if (removed.kind !== 'done')
      throw new ClusterError(
        'conflict',
        l10n.t('The profile {0} changed in the meantime.', displayName(name, networksOf(snapshot))),
        l10n.t('It was not removed. Review it and try again.'),
      );
  }
  reporter.done(l10n.t('Removed {0}.', names));
}

/** Returns the users of a profile, one sentence each. */
function usesOf(profile: Profile | BrokenProfile, snapshot: Snapshot): readonly string[] {
  const networks = networksOf(snapshot);
  const policy = dataOf(snapshot.policy);
  const name = displayName(profile.name, networks);
  const users = endpointsOf(profile.name, snapshot);
  const network = networkOfProfile(profile.name, networks);
  const mentions = policy ? mentionsOf(profile, policy).map((other) => displayName(other, networks)) : [];
  return [
    ...(users.length > 0
      ? [l10n.t('{0} is used by {1}. Without a profile, an endpoint drops all traffic.', name, listed(users))]
      : []),
    ...(network
      ? [
          l10n.t(
            '{0} is the policy of the Docker network {1}, whose containers would be left without policy.',
            name,
            network.name,
          ),
        ]
      : []),
    ...(mentions.length > 0
      ? [l10n.t('Rules of {0} use a tag that only {1} has, and would match nothing.', listed(mentions), name)]
      : []),
  ];
}

/** Returns the other profiles with rules that name a tag which only this profile has. */
function mentionsOf(profile: Profile | BrokenProfile, policy: PolicyData): readonly string[] {
  if (profile.kind === 'broken') return [];
  const own = new Set(profile.tags.filter((tag) => carriersByTag(policy).get(tag)?.length === 1));
  const names = (other: Profile) =>
    [...other.inbound, ...other.outbound].some((rule) =>
      [rule.src_tag, rule.dst_tag, rule['!src_tag'], rule['!dst_tag']].some((tag) => tag !== undefined && own.has(tag)),
    );
  return policy.profiles
    .filter((other) => other.kind === 'profile' && other.name !== profile.name && names(other))
    .map((other) => other.name);
}

function endpointsOf(profile: string, snapshot: Snapshot): readonly string[] {
  const policy = dataOf(snapshot.policy);
  return policy
    ? membersOf(profile, policy).map((endpoint) => workloadNamed(endpointName(endpoint), snapshot)?.name ?? endpoint.id)
    : [];
}

function listed(names: readonly string[]): string {
  return names.length > NAMED
    ? l10n.t('{0} and {1} more', names.slice(0, NAMED).join(', '), names.length - NAMED)
    : names.join(', ');
}

function askName(title: string, { store }: Connected, value = ''): Promise<string | undefined> {
  const taken = (name: string) => {
    const { snapshot } = store;
    return (
      dataOf(snapshot.policy)?.profiles.some(
        (profile) => profile.name === name || displayName(profile.name, networksOf(snapshot)) === name,
      ) ?? false
    );
  };
  return ask({
    title,
    prompt: l10n.t('Name of the profile. Endpoints refer to it by this name.'),
    placeholder: 'web',
    value,
    check: (text) =>
      !NAME.test(text)
        ? l10n.t('Use letters, digits, dots, dashes and underscores.')
        : taken(text)
          ? l10n.t('A profile named {0} already exists.', text)
          : undefined,
  });
}
