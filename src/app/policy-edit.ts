import * as l10n from '@vscode/l10n';
import { datastoreOf } from '../cluster/connection/opened';
import { ClusterError } from '../cluster/connection/errors';
import { carriersByTag, dataOf, networkOfProfile, networksOf, profileNamed } from '../cluster/model/indexes';
import type { Snapshot } from '../cluster/model/snapshot';
import { displayName, storedName, toStored, type NamedNetwork } from '../policy/calico1/names';
import type { Profile } from '../policy/calico1/profile';
import type { Rule } from '../policy/calico1/rule';
import type { AddRule, Changed } from '../policy/calico1/edit';
import type { AlreadyPresent, Invalid, NotFound, OutOfRange } from '../policy/calico1/rule-list';
import type { Connected } from './commands';

/** All results that an edit of a profile can have. */
type EditResult = AddRule | Changed | NotFound | OutOfRange;

/** The result of an edit in the cluster. */
export type Outcome = 'changed' | 'already-present' | 'not-found';

/**
 * Edits a profile in the cluster by compare-and-swap. After a lost race the profile is read again and the edit is
 * applied to its new state.
 * @throws ClusterError if the profile no longer exists or can't be read, the position is out of range, or Felix would
 * reject the result. Nothing is changed in these cases.
 */
export async function editProfile(
  { cluster, store }: Connected,
  name: string,
  edit: (profile: Profile) => EditResult,
): Promise<Outcome> {
  const results: EditResult[] = [];
  const shown = displayName(name, networksOf(store.snapshot));
  const outcome = await cluster.guard.asOne(l10n.t('change the profile {0}', shown), () =>
    datastoreOf(cluster).updateProfile(name, (profile) => {
      const result = edit(profile);
      results.push(result);
      return result.kind === 'changed' ? result.profile : undefined;
    }),
  );
  // The last result counts: it was applied to the state that was finally replaced.
  const result = results.at(-1);
  if (outcome === 'not-found' || !result)
    throw new ClusterError(
      'not-found',
      l10n.t('The profile {0} no longer exists.', shown),
      l10n.t('It was removed by someone else. Nothing was changed.'),
    );
  return outcomeOf(result);
}

/**
 * Returns the outcome of an edit.
 * @throws ClusterError if the edit was refused.
 */
export function outcomeOf(
  result: { readonly kind: 'changed' } | AlreadyPresent | OutOfRange | NotFound | Invalid,
): Outcome {
  switch (result.kind) {
    case 'invalid':
      throw new ClusterError('invalid', result.reason, l10n.t('Nothing was changed.'));
    case 'out-of-range':
      throw new ClusterError(
        'invalid',
        result.count === 1
          ? l10n.t('The position is out of range: there is 1 rule.')
          : l10n.t('The position is out of range: there are {0} rules.', result.count),
        l10n.t('Nothing was changed.'),
      );
    default:
      return result.kind;
  }
}

/**
 * Whether a profile belongs to a Docker network and is stored under its ID, so that names in its rules are mapped to
 * IDs.
 */
export function isMapped(profile: string, snapshot: Snapshot): boolean {
  const network = networkOfProfile(profile, networksOf(snapshot));
  return network?.id === profile;
}

/** Returns the networks that translate a profile's tags, as calicoctl does. */
export function translations(profile: string, snapshot: Snapshot): readonly NamedNetwork[] {
  return isMapped(profile, snapshot) ? networksOf(snapshot) : [];
}

/**
 * Converts a rule as written by the user to its stored form. Like calicoctl, maps names to IDs in profiles of networks.
 */
export function storedRule(rule: Rule, profile: string | undefined, snapshot: Snapshot): Rule {
  return profile !== undefined && isMapped(profile, snapshot) ? toStored(rule, networksOf(snapshot)) : rule;
}

/**
 * Checks the tags of a rule that was written for a profile. Returns an error if calicoctl would reject it, and a
 * warning if the rule can't match anything right now.
 * @param profile undefined for a rule of a policy.
 */
export function tagProblem(
  rule: Rule,
  profile: string | undefined,
  snapshot: Snapshot,
): { readonly severity: 'error' | 'warning'; readonly message: string } | undefined {
  const networks = networksOf(snapshot);
  for (const tag of [rule.src_tag, rule.dst_tag]) {
    if (tag === undefined) continue;
    const mapped = profile !== undefined && isMapped(profile, snapshot);
    const stored = mapped ? storedName(tag, networks) : tag;
    if (isCarried(stored, snapshot)) continue;
    if (!mapped) {
      const network = networks.find(({ name }) => name === tag);
      const hint =
        network && network.id !== tag
          ? profile === undefined
            ? l10n.t(' The network {0} uses its ID as the tag, and names in policies aren’t mapped to IDs.', tag)
            : l10n.t(' The network {0} uses its ID as the tag, and names in this profile aren’t mapped to IDs.', tag)
          : '';
      return {
        severity: 'warning',
        message: l10n.t('No profile has the tag {0}, so the rule would match nothing.{1}', tag, hint),
      };
    }
    if (stored === tag)
      return {
        severity: 'error',
        message: l10n.t(
          'There is no Docker network named {0}, and no profile has that tag. Create the network first.',
          tag,
        ),
      };
  }
  return undefined;
}

function isCarried(tag: string, snapshot: Snapshot): boolean {
  const policy = dataOf(snapshot.policy);
  return policy !== undefined && carriersByTag(policy).has(tag);
}

/**
 * Returns the profile with a stored or displayed name.
 * @throws ClusterError if there is no such profile, or it can't be read.
 */
export function requireProfile(name: string, snapshot: Snapshot): Profile {
  const policy = dataOf(snapshot.policy);
  const profile = profileNamed(name, policy) ?? profileNamed(storedName(name, networksOf(snapshot)), policy);
  if (!profile)
    throw new ClusterError(
      'not-found',
      l10n.t('There is no profile {0}.', name),
      l10n.t('Create its network first, or choose another profile.'),
    );
  if (profile.kind === 'broken')
    throw new ClusterError(
      'invalid',
      l10n.t(
        'The profile {0} can’t be read: {1}',
        displayName(profile.name, networksOf(snapshot)),
        profile.problems.join(' '),
      ),
      l10n.t('Repair its stored JSON before you change its rules.'),
    );
  return profile;
}
