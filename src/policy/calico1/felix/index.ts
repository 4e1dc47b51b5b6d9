import * as l10n from '@vscode/l10n';
import { FelixCrash, type Fault } from './fault';
import { isObject, parsePythonJson, type Json } from './json';
import { checkRule, isId, pythonText, type NormalRule } from './rule';
import { NAME, type Direction, type Rule } from '../rule';

export type { Fault } from './fault';

/** The rules of a profile as Felix programs them. */
export type NormalRules = Readonly<Record<Direction, readonly NormalRule[]>>;

/** Felix 1.4.0's verdict on a stored document. A rejected document counts as missing; a crash terminates Felix. */
export type Validation<T> =
  | { readonly outcome: 'accepted'; readonly value: T; readonly normalized: Json }
  | { readonly outcome: 'rejected'; readonly faults: readonly Fault[] }
  | { readonly outcome: 'crash'; readonly faults: readonly Fault[] };

/**
 * Validates a profile's `rules` key as Felix 1.4.0 does (common.py and fetcd.py). A single fault makes Felix ignore
 * both directions; all faults are listed. `text` is undefined for a missing key.
 */
export function validateRules(profileId: string, text: string | undefined): Validation<NormalRules> {
  const document = text === undefined ? undefined : parsePythonJson(text);
  if (!isObject(document))
    return rejected([{ code: 'not-an-object', message: l10n.t('The rules are not a JSON object.') }]);
  const faults: Fault[] = [];
  if (!isProfileId(profileId))
    faults.push({ code: 'bad-profile_id', message: l10n.t('“{0}” is not a valid profile name.', profileId) });
  try {
    const inbound = checkList(document['inbound_rules'], 'inbound_rules', faults);
    const outbound = checkList(document['outbound_rules'], 'outbound_rules', faults);
    if (faults.length > 0) return rejected(faults);
    const normalized = { ...document, inbound_rules: [...inbound], outbound_rules: [...outbound] } as Json;
    return { outcome: 'accepted', value: { inbound, outbound }, normalized };
  } catch (error) {
    if (!(error instanceof FelixCrash)) throw error;
    return { outcome: 'crash', faults };
  }
}

/**
 * Felix 1.4 never sees a name with a slash: only Go writers produce such keys, and their Felix (2.0 and later) accepts
 * them.
 */
function isProfileId(name: string): boolean {
  return isId(name.replaceAll('/', '.'));
}

/** Validates a profile's `tags` key. Rejected tags count as none; the profile's rules stay in force. */
export function validateTags(profileId: string, text: string | undefined): Validation<readonly string[]> {
  const tags = text === undefined ? undefined : parsePythonJson(text);
  const faults: Fault[] = [];
  if (!isProfileId(profileId))
    faults.push({ code: 'bad-profile_id', message: l10n.t('“{0}” is not a valid profile name.', profileId) });
  if (!Array.isArray(tags))
    return rejected([...faults, { code: 'tags-not-a-list', message: l10n.t('The tags are not a JSON array.') }]);
  const names: string[] = [];
  for (const tag of tags) {
    if (typeof tag !== 'string') {
      faults.push({ code: 'tag-not-a-string', message: l10n.t('The tag {0} is not a string.', pythonText(tag)) });
      break;
    }
    if (!isId(tag))
      faults.push({
        code: 'bad-tag',
        message: l10n.t(
          '“{0}” is not a valid tag. Tags consist of letters, digits, dots, dashes and underscores.',
          tag,
        ),
      });
    names.push(tag);
  }
  return faults.length > 0 ? rejected(faults) : { outcome: 'accepted', value: names, normalized: tags };
}

/**
 * Returns the faults that Felix would find in a rule before it is stored. Keys known only to newer versions are not
 * faults: their author uses such a version.
 */
export function faultsOfRule(rule: Rule): readonly Fault[] {
  const known = JSON.parse(JSON.stringify(rule)) as Record<string, Json>;
  try {
    return checkRule(known).faults.filter(({ code }) => code !== 'unknown-key');
  } catch (error) {
    if (!(error instanceof FelixCrash)) throw error;
    return [{ code: 'rule-not-an-object', message: l10n.t('Felix can’t read the rule: {0}', error.message) }];
  }
}

/** Whether Felix accepts a text as a tag. */
export function isTag(text: string): boolean {
  return NAME.test(text);
}

function checkList(
  list: Json | undefined,
  key: 'inbound_rules' | 'outbound_rules',
  faults: Fault[],
): readonly NormalRule[] {
  if (list === undefined) {
    faults.push({ code: `missing-${key}`, message: l10n.t('The rules have no {0}.', key) });
    return [];
  }
  if (!Array.isArray(list)) {
    faults.push({ code: 'rules-not-a-list', message: l10n.t('{0} is not an array.', key) });
    return [];
  }
  const rules: NormalRule[] = [];
  for (const item of list) {
    if (!isObject(item)) {
      faults.push({ code: 'rule-not-an-object', message: l10n.t('A rule in {0} is not an object.', key) });
      // Felix stops at the first such rule of the list.
      break;
    }
    const checked = checkRule(item);
    faults.push(...checked.faults);
    rules.push(checked.rule);
  }
  return rules;
}

function rejected(faults: readonly Fault[]): { readonly outcome: 'rejected'; readonly faults: readonly Fault[] } {
  return { outcome: 'rejected', faults };
}
