import * as l10n from '@vscode/l10n';
import { dataOf, membersOf, networksOf } from '../cluster/model/indexes';
import type { App, Network, Snapshot } from '../cluster/model/snapshot';
import { displayName, displayRule } from '../policy/calico1/names';
import type { Profile } from '../policy/calico1/profile';
import type { Direction } from '../policy/calico1/rule';
import { icons } from '../base/text/markup';
import { choose, tell, type Item } from './text/window';

/** Asks the user to select one item. Asks even if there is only one, because the choice names what will change. */
async function pick<T>(
  title: string,
  items: readonly (Item & { readonly value: T })[],
  none: string,
): Promise<T | undefined> {
  if (items.length === 0) {
    void tell('info', none);
    return undefined;
  }
  return (await choose(items, { title, matchOnDescription: true, ignoreFocusOut: true }))?.value;
}

/** Asks for an editable profile. */
export function pickProfile(title: string, snapshot: Snapshot): Promise<Profile | undefined> {
  const policy = dataOf(snapshot.policy);
  const profiles = policy?.profiles.filter((profile) => profile.kind === 'profile') ?? [];
  const items = profiles.map((profile) => ({
    label: displayName(profile.name, networksOf(snapshot)),
    description: policy ? l10n.t('{0} endpoints', membersOf(profile.name, policy).length) : '',
    value: profile,
  }));
  return pick(title, items, l10n.t('There are no profiles yet. Create a network to get one.'));
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
    '',
  );
}

/** Asks for a rule of a profile. Returns its direction and 1-based position. */
export function pickRule(
  title: string,
  profile: Profile,
  snapshot: Snapshot,
): Promise<{ readonly direction: Direction; readonly position: number } | undefined> {
  const items = (['inbound', 'outbound'] as const).flatMap((direction) =>
    profile[direction].map((rule, index) => ({
      label: displayRule(rule, networksOf(snapshot)),
      description: `${direction} ${index + 1}`,
      value: { direction, position: index + 1 },
    })),
  );
  return pick(title, items, l10n.t('The profile {0} has no rules.', displayName(profile.name, networksOf(snapshot))));
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
    l10n.t('There are no networks yet.'),
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
    l10n.t('No apps are running in Marathon.'),
  );
}

export function pickGroup(title: string, snapshot: Snapshot): Promise<string | undefined> {
  const groups = dataOf(snapshot.marathon)?.groups ?? [];
  return pick(
    title,
    groups.map((group) => ({ label: group, value: group })),
    l10n.t('There are no groups in Marathon.'),
  );
}
