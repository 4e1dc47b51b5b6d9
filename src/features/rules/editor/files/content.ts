import * as l10n from '@vscode/l10n';
import { dataOf, profileNamed } from '../../../../cluster/model/indexes';
import type { Network, Snapshot } from '../../../../cluster/model/snapshot';
import { ClusterError } from '../../../../cluster/connection/errors';
import type { Connected } from '../../../../app/commands';
import {
  changedProfile,
  formatProfile,
  parseDocument,
  type DocumentProblem,
  type RulesDocument,
  type Span,
} from '../../../../policy/calico1/document';
import { sameJson } from '../../../../base/json';
import type { NamedNetwork } from '../../../../policy/calico1/names';
import { decodeProfile, type BrokenProfile, type Profile } from '../../../../policy/calico1/profile';
import { storedProfile, type DocumentAddress } from '../../../../app/rules-uri/address';
import { translations } from '../document-context';

/** What a document shows of the cluster. */
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
    };

const PARTS = ['tags', 'inbound', 'outbound'] as const;

/** What a place shows now; undefined when the profile is not there, or cannot be read as rules. */
export function contentOf({ name, of }: DocumentAddress, snapshot: Snapshot): Content | undefined {
  const profile = profileNamed(storedProfile(name, snapshot), dataOf(snapshot.policy));
  if (!profile) return undefined;
  if (of !== 'document') return leafContent(profile, of);
  return profile.kind === 'profile' ? documentContent(profile, name, translations(profile.name, snapshot)) : undefined;
}

/** What the contents of a place are made of: while these are the same objects, so is the content. */
export function sourcesOf(
  { name }: DocumentAddress,
  snapshot: Snapshot,
): readonly [Profile | BrokenProfile | undefined, readonly Network[] | undefined] {
  return [profileNamed(storedProfile(name, snapshot), dataOf(snapshot.policy)), dataOf(snapshot.networks)];
}

/**
 * Stores a document's text by compare-and-swap against what it was opened from. Gives the new content, or `conflict`
 * when somebody changed the profile meanwhile: nothing was written then.
 * @throws ClusterError when the text has faults, or the profile has gone or cannot be read.
 */
export async function storeContent(
  text: string,
  opened: Content,
  { name }: DocumentAddress,
  { cluster }: Connected,
): Promise<Content | 'conflict'> {
  return opened.kind === 'leaf' ? storeLeaf(text, opened, cluster) : storeRules(text, opened, name, cluster);
}

async function storeRules(
  text: string,
  opened: Extract<Content, { kind: 'document' }>,
  shown: string,
  { datastore }: Connected['cluster'],
): Promise<Content | 'conflict'> {
  const document = parseDocument(text);
  const error = newError(text, document, opened.text);
  if (error)
    throw new ClusterError(
      'invalid',
      l10n.t('Line {0}: {1}', lineNumber(error, document), error.message),
      l10n.t('Nothing was saved. Correct the error and save again.'),
    );
  const { profile, networks } = opened;
  const wanted = changedProfile(document, profile, networks);
  const conflicts: boolean[] = [];
  const outcome = await datastore.updateProfile(profile.name, (current) => {
    // A part may stand as wanted already: of two writes the second lost its race.
    const conflict = !PARTS.every(
      (part) => sameJson(current[part], profile[part]) || sameJson(current[part], wanted[part]),
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

/**
 * The first error that keeps a text from being stored. What Felix faults in a line that stood there before does not:
 * nothing gets worse, and one thing can be repaired at a time.
 */
export function newError(text: string, { problems }: RulesDocument, opened: string): DocumentProblem | undefined {
  const at = (whole: string, { start, end }: DocumentProblem) => whole.slice(start, end);
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return undefined;
  const standing = new Set(
    parseDocument(opened)
      .problems.filter(({ code }) => code === 'felix')
      .map((problem) => at(opened, problem)),
  );
  return errors.find((problem) => problem.code !== 'felix' || !standing.has(at(text, problem)));
}

/** The line of a finding, counted from 1. */
export function lineNumber({ start }: Span, { lines }: RulesDocument): number {
  return lines.findLastIndex(({ offset }) => offset <= start) + 1;
}

/** The current profile with the wanted lists where they differ. */
function merged(current: Profile, wanted: Profile): Profile | undefined {
  const changes = Object.fromEntries(
    PARTS.filter((part) => !sameJson(current[part], wanted[part])).map((part) => [part, wanted[part]]),
  );
  return Object.keys(changes).length > 0 ? { ...current, ...changes } : undefined;
}

async function storeLeaf(
  text: string,
  { profile, leaf, raw }: Extract<Content, { kind: 'leaf' }>,
  { datastore }: Connected['cluster'],
): Promise<Content | 'conflict'> {
  const repaired = text.trim();
  const read = decodeProfile(profile, { tags: undefined, rules: undefined, labels: undefined, [leaf]: repaired });
  if (read.kind === 'broken')
    throw new ClusterError(
      'invalid',
      read.problems.join(' '),
      l10n.t('Nothing was saved. Correct the error and save again.'),
    );
  const done = await datastore.putDocument(profile, leaf, repaired, raw);
  return done ? { kind: 'leaf', text: repaired, profile, leaf, raw: repaired } : 'conflict';
}

function documentContent(profile: Profile, name: string, networks: readonly NamedNetwork[]): Content {
  return { kind: 'document', text: formatProfile(profile, name, networks), profile, networks };
}

function leafContent({ name, stored }: Profile | BrokenProfile, leaf: 'tags' | 'rules'): Content {
  return { kind: 'leaf', text: stored[leaf] ?? '', profile: name, leaf, raw: stored[leaf] };
}
