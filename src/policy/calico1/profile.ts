import * as l10n from '@vscode/l10n';
import { DEEPEST, isTooDeep, parseJson } from '../../base/json';
import { isRecord } from '../../base/json';
import { decodeRule } from './rule-json';
import type { Direction, Rule } from './rule';

/** A decoded profile. Immutable: edits return new ones and keep unknown parts of the stored JSON. */
export interface Profile {
  readonly kind: 'profile';
  /** The stored name: the name of the directory in etcd. */
  readonly name: string;
  readonly tags: readonly string[];
  /** Replace the stored ones; absent while those are unchanged. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly inbound: readonly Rule[];
  readonly outbound: readonly Rule[];
  /** The stored texts that this was decoded from. */
  readonly stored: StoredProfile;
}

/** A profile whose stored JSON can't be decoded: shown as raw text, never overwritten by a rule command. */
export interface BrokenProfile {
  readonly kind: 'broken';
  readonly name: string;
  /** One sentence for each problem. */
  readonly problems: readonly string[];
  readonly stored: StoredProfile;
}

/** The leaf keys of a profile's directory as stored; a missing leaf is undefined. */
export interface StoredProfile {
  readonly tags: string | undefined;
  readonly rules: string | undefined;
  readonly labels: string | undefined;
}

/** Returns the labels that endpoints inherit from a profile; none if they can't be read. */
export function labelsOf({
  labels: edited,
  stored: { labels },
}: Pick<Profile, 'labels' | 'stored'>): Readonly<Record<string, string>> {
  if (edited) return edited;
  const read = labels === undefined ? undefined : parseJson(labels);
  if (typeof read !== 'object' || read === null || Array.isArray(read)) return {};
  const entries = Object.entries(read as Readonly<Record<string, unknown>>);
  return entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')
    ? Object.fromEntries(entries)
    : {};
}

/** The key of a direction's list in the stored rules. */
export const RULES_KEY: Readonly<Record<Direction, 'inbound_rules' | 'outbound_rules'>> = {
  inbound: 'inbound_rules',
  outbound: 'outbound_rules',
};

/**
 * Decodes a profile from its leaf keys. A missing leaf or list of rules counts as empty, as in Felix from 1.4.9 on and
 * for the Go writers, which omit empty lists.
 */
export function decodeProfile(name: string, stored: StoredProfile): Profile | BrokenProfile {
  const problems = boundsProblems(stored);
  if (problems.length > 0) return { kind: 'broken', name, problems, stored };
  const tags = decodeTags(stored.tags, problems);
  const rules = decodeDocument(stored.rules, problems);
  const inbound = decodeRules(rules, 'inbound', problems);
  const outbound = decodeRules(rules, 'outbound', problems);
  if (problems.length > 0) return { kind: 'broken', name, problems, stored };
  return { kind: 'profile', name, tags, inbound, outbound, stored };
}

/** Creates a profile as calicoctl does: inbound from its own members, outbound to everything. */
export function newProfile(name: string): Profile {
  const stored: StoredProfile = { tags: undefined, rules: undefined, labels: '{}' };
  return {
    kind: 'profile',
    name,
    tags: [name],
    inbound: [{ action: 'allow', src_tag: name }],
    outbound: [{ action: 'allow' }],
    stored,
  };
}

/**
 * Encodes the `rules` key. Keeps everything else in the stored document. Always writes an `id`, which calicoctl up to
 * 0.20 requires, in a new document, and both lists, which Felix 1.4.0 requires.
 */
export function encodeRules(profile: Profile): string {
  const { stored, name, inbound, outbound } = profile;
  const base = stored.rules === undefined ? { id: name } : parseJson(stored.rules);
  return JSON.stringify({ ...(isRecord(base) ? base : undefined), inbound_rules: inbound, outbound_rules: outbound });
}

/** Encodes the `tags` key. */
export function encodeTags(profile: Profile): string {
  return JSON.stringify(profile.tags);
}

/** Encodes the `labels` key. */
export function encodeLabels(profile: Profile): string {
  return JSON.stringify(labelsOf(profile));
}

/** The maximum length of one leaf; a longer one would block the editor while it is parsed and validated. */
const MOST_TEXT = 1_000_000;
const MOST_RULES = 10_000;
const MOST_TAGS = 10_000;

function boundsProblems(stored: StoredProfile): string[] {
  return (['tags', 'rules', 'labels'] as const).flatMap((leaf) => {
    const text = stored[leaf];
    if (text === undefined) return [];
    if (text.length > MOST_TEXT)
      return [l10n.t('The {0} are {1} characters long. The maximum is {2}.', leaf, text.length, MOST_TEXT)];
    return isTooDeep(text) ? [l10n.t('The {0} are nested more than {1} levels deep.', leaf, DEEPEST)] : [];
  });
}

function decodeTags(text: string | undefined, problems: string[]): readonly string[] {
  const tags = text === undefined ? [] : parseJson(text);
  if (Array.isArray(tags) && tags.length > MOST_TAGS) {
    problems.push(l10n.t('There are {0} tags. The maximum is {1}.', tags.length, MOST_TAGS));
    return [];
  }
  if (Array.isArray(tags) && tags.every((tag) => typeof tag === 'string')) return tags;
  problems.push(l10n.t('The tags are not a JSON array of strings.'));
  return [];
}

function decodeDocument(text: string | undefined, problems: string[]): Readonly<Record<string, unknown>> {
  const rules = text === undefined ? {} : parseJson(text);
  if (isRecord(rules)) return rules;
  problems.push(rules === undefined ? l10n.t('The rules are not JSON.') : l10n.t('The rules are not a JSON object.'));
  return {};
}

function decodeRules(
  document: Readonly<Record<string, unknown>>,
  direction: Direction,
  problems: string[],
): readonly Rule[] {
  const list = document[RULES_KEY[direction]] ?? [];
  if (!Array.isArray(list)) {
    problems.push(l10n.t('{0} is not an array.', RULES_KEY[direction]));
    return [];
  }
  if (list.length > MOST_RULES) {
    problems.push(l10n.t('{0} has {1} rules. The maximum is {2}.', RULES_KEY[direction], list.length, MOST_RULES));
    return [];
  }
  return list.flatMap((item: unknown, index) => {
    const decoded = decodeRule(item);
    if ('rule' in decoded) return [decoded.rule];
    problems.push(
      ...decoded.problems.map((problem) => l10n.t('Rule {0} of {1} {2}.', index + 1, RULES_KEY[direction], problem)),
    );
    return [];
  });
}
