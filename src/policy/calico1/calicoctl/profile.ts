import * as l10n from '@vscode/l10n';
import { isObject, type Json } from '../felix/json';
import { parsePythonJson } from '../felix/json';
import type { Direction } from '../rule';
import { plain, pythonItems } from './python/python';
import { paragraph } from './python/paragraph';
import { Refusal, unreadable } from './refusal';
import { objection, writtenRule, type RawRule } from './rule';
import { isDirectory, PROFILES, type Keys } from './state';

/** A profile as calicoctl holds it in memory between reading and writing. */
export interface HeldProfile {
  /** The name as given by the user, or the name of the Docker network. */
  readonly name: string;
  /** Without duplicates. Any stored scalar is possible. */
  readonly tags: readonly Json[];
  readonly rules: Readonly<Record<Direction, readonly RawRule[]>>;
  /** The stored rules document; everything in it besides the two lists is kept. */
  readonly document: Readonly<Record<string, Json>>;
}

/**
 * Reads a profile as pycalico does; undefined if it does not exist. Unlike pycalico, also reads documents without `id`
 * or without a list of rules, and keeps unknown keys.
 * @throws Refusal for a profile that crashes pycalico.
 */
export function readProfile(keys: Keys, name: string): HeldProfile | undefined {
  const path = PROFILES + name;
  if (keys.get(path) !== undefined) {
    throw new Refusal(
      paragraph(
        `get_profile: Error accessing etcd (Not a directory : ${path}). Is etcd running?`.replace('). ', ').  '),
      ),
    );
  }
  if (!isDirectory(keys, `${path}/`)) return undefined;
  const tags = readTags(readLeaf(keys, name, 'tags'), name);
  const rules = readLeaf(keys, name, 'rules');
  const document = rules === undefined ? { id: name } : rules;
  if (!isObject(document)) throw unreadable(l10n.t('The rules of profile {0} are not a JSON object.', name));
  return {
    name,
    tags,
    document,
    rules: { inbound: readRules(document, 'inbound', name), outbound: readRules(document, 'outbound', name) },
  };
}

/** Returns the rules of a document that pycalico can read. */
export function readRules(
  document: Readonly<Record<string, Json>>,
  direction: Direction,
  name: string,
): readonly RawRule[] {
  const list = pythonItems(document[`${direction}_rules`] ?? (`${direction}_rules` in document ? null : []));
  if (!list) throw unreadable(l10n.t('The {0} rules of profile {1} are not a list.', direction, name));
  return list.map((rule) => {
    const wrong = objection(rule);
    if (wrong !== undefined || !isObject(rule))
      throw unreadable(l10n.t('The {0} rules of profile {1} can’t be read: {2}.', direction, name, wrong ?? ''));
    return rule;
  });
}

/** Formats the value of the `rules` key. */
export function rulesText({ document, rules }: Pick<HeldProfile, 'document' | 'rules'>): string {
  const base = plain({ ...document }) as object;
  return JSON.stringify({
    ...base,
    inbound_rules: rules.inbound.map(writtenRule),
    outbound_rules: rules.outbound.map(writtenRule),
  });
}

/** Formats the value of the `tags` key. */
export function tagsText({ tags }: Pick<HeldProfile, 'tags'>): string {
  return JSON.stringify(tags.map(plain));
}

function readLeaf(keys: Keys, name: string, leaf: string): Json | undefined {
  const path = `${PROFILES}${name}/${leaf}`;
  if (isDirectory(keys, `${path}/`)) throw unreadable(l10n.t('The {0} of profile {1} are a directory.', leaf, name));
  const text = keys.get(path);
  if (text === undefined || text === null) return undefined;
  const value = parsePythonJson(text);
  if (value === undefined) throw unreadable(l10n.t('The {0} of profile {1} are not JSON.', leaf, name));
  return value;
}

function readTags(value: Json | undefined, name: string): readonly Json[] {
  const items = value === undefined ? [] : pythonItems(value);
  if (!items || items.some((item) => Array.isArray(item) || isObject(item)))
    throw unreadable(l10n.t('The tags of profile {0} are not a list of strings.', name));
  const seen = new Map<unknown, Json>();
  for (const item of items) {
    // A Python set treats True and 1 as equal.
    const raw = plain(item);
    const key = typeof raw === 'boolean' ? Number(raw) : raw;
    if (!seen.has(key)) seen.set(key, item);
  }
  return [...seen.values()];
}
