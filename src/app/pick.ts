import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { dataOf, membersOf, networksOf } from '../cluster/model/indexes';
import { readablePolicies } from '../cluster/model/policies';
import { tiersOf } from '../cluster/model/tiers';
import type { App, Deployment, Network, Snapshot } from '../cluster/model/snapshot';
import { displayName, displayRule } from '../policy/calico1/names';
import type { TieredPolicy } from '../policy/calico1/policy';
import type { BrokenProfile, Profile } from '../policy/calico1/profile';
import type { Direction, Rule } from '../policy/calico1/rule';
import { icons } from '../base/text/markup';
import { Command, type CommandId } from './ids';
import { choose, tell, type Item } from './text/window';
import { endpointCount } from './text/counts';

/** What to say if there is nothing to pick, and the command that changes that. */
interface Nothing {
  readonly text: string;
  readonly way?: { readonly title: string; readonly command: CommandId };
}

/** Asks the user to select one item. Asks even if there is only one, because the choice names what will change. */
async function pick<T>(
  title: string,
  items: readonly (Item & { readonly value: T })[],
  { text, way }: Nothing,
): Promise<T | undefined> {
  if (items.length === 0) {
    // Not awaited: nothing waits for an answer to a message.
    void tell('info', text, ...(way ? [way] : [])).then(
      (chosen) => chosen && vscode.commands.executeCommand(chosen.command),
    );
    return undefined;
  }
  return (await choose(items, { title, matchOnDescription: true }))?.value;
}

/** Asks for a cluster among those that are known. */
export function pickCluster<T extends { readonly name: string; readonly etcd?: readonly string[] }>(
  title: string,
  clusters: readonly T[],
): Promise<T | undefined> {
  return pick(
    title,
    clusters.map((cluster) => ({ label: cluster.name, description: cluster.etcd?.join(', ') ?? '', value: cluster })),
    {
      text: l10n.t('There are no clusters yet.'),
      way: { title: l10n.t('Add Cluster…'), command: Command.addCluster },
    },
  );
}

/** Asks for an editable profile. */
export function pickProfile(title: string, snapshot: Snapshot): Promise<Profile | undefined> {
  return pick(title, profileItems(snapshot), noProfiles());
}

/** Asks for a profile, editable or not. */
export function pickAnyProfile(title: string, snapshot: Snapshot): Promise<Profile | BrokenProfile | undefined> {
  const broken = (dataOf(snapshot.policy)?.profiles ?? []).filter((profile) => profile.kind === 'broken');
  const items = broken.map((profile) => ({
    label: displayName(profile.name, networksOf(snapshot)),
    description: l10n.t('can’t be read'),
    value: profile,
  }));
  return pick<Profile | BrokenProfile>(title, [...profileItems(snapshot), ...items], noProfiles());
}

function editableProfiles(snapshot: Snapshot): readonly Profile[] {
  return (dataOf(snapshot.policy)?.profiles ?? []).filter((profile) => profile.kind === 'profile');
}

function profileItems(snapshot: Snapshot) {
  const policy = dataOf(snapshot.policy);
  return editableProfiles(snapshot).map((profile) => ({
    label: displayName(profile.name, networksOf(snapshot)),
    description: policy ? endpointCount(membersOf(profile.name, policy).length) : '',
    value: profile,
  }));
}

const noProfiles = (): Nothing => ({
  text: l10n.t('There are no profiles yet. Create a network to get one.'),
  way: { title: l10n.t('Create Network…'), command: Command.createNetwork },
});

/** Asks for a profile or a policy to which a rule can be added. */
export function pickProfileOrPolicy(snapshot: Snapshot): Promise<Profile | TieredPolicy | undefined> {
  const policies = policyItems(snapshot);
  const title =
    policies.length > 0 ? l10n.t('Add a rule to which policy or profile?') : l10n.t('Add a rule to which profile?');
  return pick<Profile | TieredPolicy>(title, [...policies, ...profileItems(snapshot)], noProfiles());
}

/** Asks for a policy that can be read. */
export function pickPolicy(title: string, snapshot: Snapshot): Promise<TieredPolicy | undefined> {
  return pick(title, policyItems(snapshot), {
    text: l10n.t('There are no policies yet.'),
    way: { title: l10n.t('Create Policy…'), command: Command.createPolicy },
  });
}

function policyItems(snapshot: Snapshot) {
  return readablePolicies(dataOf(snapshot.policy) ?? {}).map((policy) => ({
    label: policy.name,
    description: l10n.t('policy of the tier {0}', policy.tier),
    value: policy,
  }));
}

/** Asks for a tier by its name. */
export function pickTier(title: string, snapshot: Snapshot): Promise<string | undefined> {
  const items = tiersOf(dataOf(snapshot.policy) ?? {}).map(({ name, order }) => ({
    label: name,
    description: order === undefined ? l10n.t('no order, last') : l10n.t('order {0}', order),
    value: name,
  }));
  return pick(title, items, {
    text: l10n.t('There are no tiers yet.'),
    way: { title: l10n.t('Create Tier…'), command: Command.createTier },
  });
}

export function pickDirection(title: string): Promise<Direction | undefined> {
  return pick<Direction>(
    title,
    [
      {
        label: icons`$(arrow-small-left) ${l10n.t('Inbound')}`,
        description: l10n.t('who can reach the profile’s endpoints'),
        value: 'inbound',
      },
      {
        label: icons`$(arrow-small-right) ${l10n.t('Outbound')}`,
        description: l10n.t('what the profile’s endpoints can reach'),
        value: 'outbound',
      },
    ],
    { text: '' },
  );
}

/** A rule of a profile and its 1-based position. */
export interface PlacedRule {
  readonly profile: string;
  readonly direction: Direction;
  readonly position: number;
  readonly rule: Rule;
}

/** Asks for a rule among those of all editable profiles. */
export function pickRule(title: string, snapshot: Snapshot): Promise<PlacedRule | undefined> {
  const networks = networksOf(snapshot);
  const items = editableProfiles(snapshot).flatMap((profile) => {
    const name = displayName(profile.name, networks);
    return (['inbound', 'outbound'] as const).flatMap((direction) =>
      profile[direction].map((rule, index) => ({
        label: displayRule(rule, networks),
        description:
          direction === 'inbound'
            ? l10n.t('{0}, inbound rule {1}', name, index + 1)
            : l10n.t('{0}, outbound rule {1}', name, index + 1),
        value: { profile: profile.name, direction, position: index + 1, rule },
      })),
    );
  });
  return pick(title, items, {
    text: l10n.t('There are no rules yet.'),
    way: { title: l10n.t('Add Rule…'), command: Command.addRule },
  });
}

/** Asks for a tag of a profile, by its stored name. */
export function pickTag(title: string, { name, tags }: Profile, snapshot: Snapshot): Promise<string | undefined> {
  const networks = networksOf(snapshot);
  return pick(
    title,
    tags.map((tag) => ({ label: displayName(tag, networks), value: tag })),
    {
      text: l10n.t('The profile {0} has no tags.', displayName(name, networks)),
      way: { title: l10n.t('Add Tag…'), command: Command.addTag },
    },
  );
}

export function pickNetwork(title: string, snapshot: Snapshot): Promise<Network | undefined> {
  return pick(
    title,
    networksOf(snapshot).map((network) => ({
      label: network.name,
      description: network.driver,
      detail: network.id,
      value: network,
    })),
    {
      text: l10n.t('There are no networks yet.'),
      way: { title: l10n.t('Create Network…'), command: Command.createNetwork },
    },
  );
}

export function pickApp(title: string, snapshot: Snapshot): Promise<App | undefined> {
  const apps = dataOf(snapshot.marathon)?.apps ?? [];
  return pick(
    title,
    apps.map((app) => ({
      label: app.id,
      description: l10n.t('{0} of {1} running', app.running, app.instances),
      value: app,
    })),
    { text: l10n.t('There are no apps in Marathon.'), way: launch() },
  );
}

export function pickGroup(title: string, snapshot: Snapshot): Promise<string | undefined> {
  const groups = dataOf(snapshot.marathon)?.groups ?? [];
  return pick(
    title,
    groups.map((group) => ({ label: group, value: group })),
    { text: l10n.t('There are no groups in Marathon.'), way: launch() },
  );
}

/** Asks for a running deployment. */
export function pickDeployment(title: string, snapshot: Snapshot): Promise<Deployment | undefined> {
  const deployments = dataOf(snapshot.marathon)?.deployments ?? [];
  return pick(
    title,
    deployments.map((deployment) => ({
      label: deployment.id,
      description: [...deployment.affectedApps, ...(deployment.affectedPods ?? [])].join(', '),
      value: deployment,
    })),
    {
      text: l10n.t('There are no deployments in Marathon.'),
      // One that was just started may not have been read yet.
      way: { title: l10n.t('Refresh'), command: Command.refresh },
    },
  );
}

const launch = (): NonNullable<Nothing['way']> => ({ title: l10n.t('Launch Group…'), command: Command.launchGroup });
