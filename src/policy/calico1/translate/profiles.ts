import * as l10n from '@vscode/l10n';
import type { Origin, Problem } from '../../model/origin';
import { below } from '../../model/origin';
import type { Profile, ProfileRules } from '../../model/policy';
import type { Rule } from '../../model/rule';
import type { Labels } from '../../selectors';
import { parsePythonJson, type Json } from '../felix/json';
import { validateRules, validateTags } from '../felix';
import { isLabels } from './labels';
import { translateGoRules } from './go-rules';
import type { FelixVersion, StoredProfile } from './objects';
import { refused, refusedVersions, rendered, translatePythonRules } from './python-rules';

/** Translates a profile as Felix reads it. */
export function translateProfile(profile: StoredProfile, felix: FelixVersion, problems: Problem[]): Profile {
  const { key, name } = profile;
  const tags = validateTags(name, profile.tags);
  return {
    name,
    rules: rulesOf(profile, felix, problems),
    labels: labelsOf(profile.labels),
    tags: tags.outcome === 'accepted' ? tags.value : [],
    origin: { object: { source: 'key', key }, path: [] },
  };
}

function rulesOf({ key, name, rules }: StoredProfile, felix: FelixVersion, problems: Problem[]): ProfileRules {
  if (rules === undefined) return { state: 'missing' };
  const origin: Origin = { object: { source: 'key', key: `${key}rules` }, path: [] };
  const read = felix === '1.4' ? pythonRules(name, rules, origin) : goRules(rules, origin);
  if (typeof read !== 'string') return { state: 'in-force', ...read };
  problems.push({ kind: 'dropped', origin, message: read });
  return { state: 'invalid' };
}

interface Directions {
  readonly ingress: readonly Rule[];
  readonly egress: readonly Rule[];
}

/** Returns the rules, or why Felix 1.4 accepts none of them. */
export function pythonRules(name: string, text: string, origin: Origin): Directions | string {
  const checked = validateRules(name, text);
  if (checked.outcome !== 'accepted')
    return checked.faults.map(({ message }) => message).join(' ') || l10n.t('Felix can’t read the rules.');
  const [inbound, outbound] = [checked.value.inbound.map(rendered), checked.value.outbound.map(rendered)];
  const versions = refusedVersions([...inbound, ...outbound]);
  const loaded = (rules: readonly Rule[], list: Origin) =>
    versions.length === 0
      ? rules
      : [
          ...versions.map((version) => refused(version, list)),
          ...rules.filter(({ match }) => match.ipVersion === undefined || !versions.includes(match.ipVersion)),
        ];
  const [into, out] = [below(origin, 'inbound_rules'), below(origin, 'outbound_rules')];
  return {
    ingress: loaded(translatePythonRules(inbound, into), into),
    egress: loaded(translatePythonRules(outbound, out), out),
  };
}

/** Returns the rules, or why the Felix of Calico 2 accepts none of them. */
export function goRules(text: string, origin: Origin): Directions | string {
  const document = parsePythonJson(text);
  const lists = ['inbound_rules', 'outbound_rules'] as const;
  const [ingress, egress] = lists.map((key) => translateGoRules(listIn(document, key), below(origin, key)));
  return ingress && egress ? { ingress, egress } : l10n.t('A rule is not valid, so Felix applies none of them.');
}

/** A Go reader treats a missing or null list as empty. */
function listIn(document: Json | undefined, key: string): readonly Json[] {
  const list = typeof document === 'object' && document !== null ? (document as Record<string, Json>)[key] : undefined;
  return Array.isArray(list) ? list : [];
}

function labelsOf(text: string | undefined): Labels {
  const labels = text === undefined ? undefined : parsePythonJson(text);
  return isLabels(labels) ? labels : {};
}
