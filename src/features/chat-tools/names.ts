import * as l10n from '@vscode/l10n';
import { ClusterError } from '../../cluster/connection/errors';
import { dataOf, membersOf, networksOf, profileNamed } from '../../cluster/model/indexes';
import { endpointName } from '../../cluster/analysis/stored';
import type { Snapshot } from '../../cluster/model/snapshot';
import { shortName } from '../../cluster/model/workload-naming';
import { ANYONE_OUTSIDE, workloadNamed, workloadsOf, type Workload } from '../../cluster/model/workloads';
import { formatAddress, parseAddress } from '../../policy/model/address';
import { displayName, storedName } from '../../policy/calico1/names';
import type { Profile } from '../../policy/calico1/profile';

/** Maximum number of names listed in an error. */
const LISTED = 20;

const OUTSIDE = /^(anyone|anybody|somebody|the internet|internet|external|outside)( outside)?$/i;

/**
 * Resolves a name: a workload, an app, a profile with one member, an address, or anyone outside.
 * @returns Its name in the compiled policy.
 * @throws ClusterError that lists the candidates.
 */
export function partyCalled(text: string, snapshot: Snapshot): string {
  const name = text.trim();
  const address = parseAddress(name);
  if (address) return formatAddress(address);
  if (OUTSIDE.test(name)) return ANYONE_OUTSIDE;
  const workloads = workloadsOf(snapshot);
  const found = [
    workloads.filter((workload) => workload.name === name || workload.endpoint === name),
    workloads.filter(({ app }) => app !== undefined && (app === name || shortName(app) === name)),
    membersCalled(name, snapshot),
  ].find((candidates) => candidates.length > 0);
  if (!found)
    throw new ClusterError(
      'not-found',
      l10n.t('There is no workload, app, profile or address named “{0}”.', name),
      l10n.t('Workloads: {0}.', listed(workloads.map((workload) => workload.name))),
    );
  const [only, ...others] = found;
  if (!only || others.length > 0)
    throw new ClusterError(
      'invalid',
      l10n.t('“{0}” matches {1} workloads.', name, found.length),
      l10n.t('Request one of them by name: {0}.', listed(found.map((workload) => workload.name))),
    );
  return only.endpoint;
}

/**
 * Returns the profile with a displayed or stored name.
 * @throws ClusterError that lists the existing profiles, or says why the profile can't be read.
 */
export function profileCalled(text: string, snapshot: Snapshot): Profile {
  const policy = dataOf(snapshot.policy);
  const networks = networksOf(snapshot);
  const profile = profileNamed(storedName(text, networks), policy) ?? profileNamed(text, policy);
  if (profile?.kind === 'profile') return profile;
  if (profile)
    throw new ClusterError(
      'invalid',
      l10n.t('The profile {0} can’t be read: {1}', text, profile.problems.join(' ')),
      l10n.t('A person must repair its stored JSON first.'),
    );
  throw new ClusterError(
    'not-found',
    l10n.t('There is no profile named “{0}”.', text),
    l10n.t('Profiles: {0}.', listed((policy?.profiles ?? []).map(({ name }) => displayName(name, networks)))),
  );
}

function membersCalled(profile: string, snapshot: Snapshot): readonly Workload[] {
  const policy = dataOf(snapshot.policy);
  const members = policy ? membersOf(storedName(profile, networksOf(snapshot)), policy) : [];
  return members.flatMap((endpoint) => workloadNamed(endpointName(endpoint), snapshot) ?? []);
}

/** Joins names for a sentence, up to a maximum number. */
function listed(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  return names.length > LISTED
    ? l10n.t('{0} and {1} more', names.slice(0, LISTED).join(', '), names.length - LISTED)
    : names.join(', ');
}
