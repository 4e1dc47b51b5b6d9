import * as l10n from '@vscode/l10n';
import { datastoreOf } from '../../../../cluster/connection/opened';
import { dataOf, profileNamed } from '../../../../cluster/model/indexes';
import { policyNamed } from '../../../../cluster/model/policies';
import { resourceNamed } from '../../../../cluster/model/resources';
import type { Network, Snapshot } from '../../../../cluster/model/snapshot';
import { ClusterError } from '../../../../cluster/connection/errors';
import type { Connected } from '../../../../app/commands';
import { changedProfile, formatProfile } from '../../../../policy/calico1/document';
import { sameJson } from '../../../../base/json';
import type { StoredResource } from '../../../../policy/resources';
import type { NamedNetwork } from '../../../../policy/calico1/names';
import type { BrokenPolicy, TieredPolicy } from '../../../../policy/calico1/policy';
import { decodeProfile, labelsOf, type BrokenProfile, type Profile } from '../../../../policy/calico1/profile';
import { storedProfile, type DocumentAddress } from '../../../../app/rules-uri/address';
import { translations } from '../../../../app/policy-edit';
import { checkedDocument } from './errors';
import { resourceContentOf, storeResource, type ResourceContent } from './resource-content';
import { policyContentOf, storePolicy, storePolicyText, type PolicyContent } from './policy-content';

/** The content of a document. */
export type Content =
  | {
      readonly kind: 'document';
      readonly text: string;
      readonly profile: Profile;
      readonly networks: readonly NamedNetwork[];
    }
  | {
      readonly kind: 'leaf';
      readonly text: string;
      readonly profile: string;
      readonly leaf: 'tags' | 'rules';
      readonly raw: string | undefined;
    }
  | PolicyContent
  | ResourceContent;

/** The content of a profile's document. */
const shownOf = (profile: Profile) => ({
  tags: profile.tags,
  labels: labelsOf(profile),
  inbound: profile.inbound,
  outbound: profile.outbound,
});
const PARTS = ['tags', 'labels', 'inbound', 'outbound'] as const;

/** Returns the current content at an address; undefined if there is none, or its rules are unreadable. */
export function contentOf({ name, of, tier, resource }: DocumentAddress, snapshot: Snapshot): Content | undefined {
  if (resource) return resourceContentOf(resource, snapshot);
  if (tier !== undefined) return policyContentOf({ tier, name }, of, snapshot);
  const profile = profileNamed(storedProfile(name, snapshot), dataOf(snapshot.policy));
  if (!profile) return undefined;
  if (of === 'tags' || of === 'rules') return leafContent(profile, of);
  return profile.kind === 'profile' ? documentContent(profile, name, translations(profile.name, snapshot)) : undefined;
}

/** Returns the objects that a content depends on. The content stays the same while they do. */
export function sourcesOf(
  { name, tier, resource }: DocumentAddress,
  snapshot: Snapshot,
): readonly [
  Profile | BrokenProfile | TieredPolicy | BrokenPolicy | StoredResource | undefined,
  readonly Network[] | undefined,
] {
  if (resource) return [resourceNamed(resource, dataOf(snapshot.policy)), undefined];
  if (tier !== undefined) return [policyNamed({ tier, name }, dataOf(snapshot.policy)), undefined];
  return [profileNamed(storedProfile(name, snapshot), dataOf(snapshot.policy)), dataOf(snapshot.networks)];
}

/**
 * Stores a document's text by compare-and-swap against the opened state. Returns the new content, or `conflict` if the
 * profile has changed, in which case nothing was written.
 * @throws ClusterError if the text is invalid, or the profile no longer exists or is unreadable.
 */
export async function storeContent(
  text: string,
  opened: Content,
  { name }: DocumentAddress,
  { cluster }: Connected,
): Promise<Content | 'conflict'> {
  switch (opened.kind) {
    case 'document':
      return storeRules(text, opened, name, cluster);
    case 'leaf':
      return storeLeaf(text, opened, cluster);
    case 'policy':
      return storePolicy(text, opened, cluster);
    case 'policyText':
      return storePolicyText(text, opened, cluster);
    case 'resource':
      return storeResource(text, opened, cluster);
  }
}

async function storeRules(
  text: string,
  opened: Extract<Content, { kind: 'document' }>,
  shown: string,
  cluster: Connected['cluster'],
): Promise<Content | 'conflict'> {
  const document = checkedDocument(text, opened);
  const { profile, networks } = opened;
  const wanted = changedProfile(document, profile, networks);
  const conflicts: boolean[] = [];
  const outcome = await datastoreOf(cluster).updateProfile(profile.name, (current) => {
    // A part may already have the new value: of two writes, the second one lost its race.
    const conflict = !PARTS.every(
      (part) =>
        sameJson(shownOf(current)[part], shownOf(profile)[part]) ||
        sameJson(shownOf(current)[part], shownOf(wanted)[part]),
    );
    conflicts.push(conflict);
    return conflict ? undefined : merged(current, wanted);
  });
  if (outcome === 'not-found')
    throw new ClusterError(
      'not-found',
      l10n.t('The profile {0} no longer exists: someone else removed it.', shown),
      l10n.t('Nothing was saved, and the text stays in the editor. Create its network again, then save.'),
    );
  return conflicts.at(-1) === true ? 'conflict' : documentContent(wanted, shown, networks);
}

/** Returns the current profile with the edited lists. */
function merged(current: Profile, wanted: Profile): Profile | undefined {
  const changes = Object.fromEntries(
    PARTS.filter((part) => !sameJson(shownOf(current)[part], shownOf(wanted)[part])).map((part) => [
      part,
      shownOf(wanted)[part],
    ]),
  );
  return Object.keys(changes).length > 0 ? { ...current, ...changes } : undefined;
}

async function storeLeaf(
  text: string,
  { profile, leaf, raw }: Extract<Content, { kind: 'leaf' }>,
  cluster: Connected['cluster'],
): Promise<Content | 'conflict'> {
  const repaired = text.trim();
  const read = decodeProfile(profile, { tags: undefined, rules: undefined, labels: undefined, [leaf]: repaired });
  if (read.kind === 'broken')
    throw new ClusterError(
      'invalid',
      read.problems.join(' '),
      l10n.t('Nothing was saved. Correct the error and save again.'),
    );
  const done = await datastoreOf(cluster).putDocument(profile, leaf, repaired, raw);
  return done ? { kind: 'leaf', text: repaired, profile, leaf, raw: repaired } : 'conflict';
}

function documentContent(profile: Profile, name: string, networks: readonly NamedNetwork[]): Content {
  return { kind: 'document', text: formatProfile(profile, name, networks), profile, networks };
}

function leafContent({ name, stored }: Profile | BrokenProfile, leaf: 'tags' | 'rules'): Content {
  return { kind: 'leaf', text: stored[leaf] ?? '', profile: name, leaf, raw: stored[leaf] };
}
