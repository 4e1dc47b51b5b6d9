import * as l10n from '@vscode/l10n';
import { endpointCount } from '../../../../app/text/counts';
import type { PolicyData } from '../../../../cluster/model/snapshot';
import {
  placeAt,
  plainText,
  type KeyPlace,
  type LabelOwner,
  type Schema,
  type ValuePlace,
  type ValueSchema,
} from '../../../../policy/documents';
import { completeSelector, type SelectorExpectation } from '../../../../policy/selectors';
import { capped, type Suggestion, type Suggestions } from '../language/completion/rule-suggestions';
import { namesInUse, type Labels, type NamesInUse } from './names-in-use';

/**
 * Returns the suggestions at an offset of an object's document: the fields and values of its schema there, and what is
 * in use in the cluster.
 */
export function objectSuggestions(
  text: string,
  offset: number,
  schema: Schema | undefined,
  policy: PolicyData | undefined,
): Suggestions {
  const none: Suggestions = { replaces: { start: offset, end: offset }, items: [], cut: false };
  const place = schema && placeAt(text, offset, schema);
  if (!place) return none;
  const names = policy && namesInUse(policy);
  if (place.kind === 'key') return capped(place.replaces, keys(place, names));
  const { schema: of } = place;
  if (of.kind !== 'value') return none;
  if (of.of === 'selector') return selector(text, offset, place, labelsOf(of.labels, names));
  return capped(place.replaces, values(place, names));
}

function keys(
  { schema, taken, isPair, column, needsDash }: KeyPlace,
  names: NamesInUse | undefined,
): readonly Suggestion[] {
  const dash = needsDash ? '- ' : '';
  if (schema.kind === 'map') {
    const labels = schema.of === 'annotations' ? undefined : labelsOf(schema.of, names);
    return keysOf(labels)
      .filter(({ label }) => !taken.has(label))
      .map((item) => ({ ...item, ...(!isPair && { insert: `${escaped(item.label)}: $1` }) }));
  }
  if (schema.kind !== 'object') return [];
  return Object.entries(schema.fields).flatMap(([name, { schema: value, meaning }]) =>
    taken.has(name)
      ? []
      : [
          {
            label: name,
            kind: 'section',
            documentation: meaning(),
            insert: `${dash}${name}${isPair ? '' : start(value, column + dash.length)}`,
          } as const,
        ],
  );
}

/** What follows a name: a value on its line, or a block below it. */
function start(schema: Schema, column: number): string {
  switch (schema.kind) {
    case 'value':
      return ': $1';
    case 'list':
      return `:\n${' '.repeat(column + STEP)}- $1`;
    case 'object':
    case 'map':
      return `:\n${' '.repeat(column + STEP)}$1`;
  }
}

/** The indentation of a block, as calicoctl prints it. */
const STEP = 2;

function values({ schema, quote, key, needsDash }: ValuePlace, names: NamesInUse | undefined): readonly Suggestion[] {
  if (schema.kind !== 'value') return [];
  const dash = needsDash ? '- ' : '';
  const offered = Object.entries(schema.choices ?? {}).map(([label, meaning]): Suggestion => ({
    label,
    kind: 'keyword',
    documentation: meaning(),
  }));
  const used = names ? inUse(schema, key, names) : [];
  return [...offered, ...used].map((item) => {
    const written = quote || schema.of !== 'label-value' ? item.label : plainText(item.label);
    return { ...item, insert: escaped(`${dash}${written}`) };
  });
}

function inUse({ of, labels }: ValueSchema, key: string | undefined, names: NamesInUse): readonly Suggestion[] {
  const named = (list: readonly string[]) => list.map((label): Suggestion => ({ label, kind: 'tag' }));
  switch (of) {
    case 'tier':
      return named(names.tiers);
    case 'namespace':
      return named(names.namespaces);
    case 'service-account':
      return named(names.serviceAccounts);
    case 'node':
      return named(names.nodes);
    case 'profile':
      return named(names.profiles);
    case 'net':
      return names.nets.map((label) => ({ label, kind: 'cidr', detail: l10n.t('all addresses of a Calico IP pool') }));
    case 'port':
      return [...names.ports].map(([label, from]) => ({
        label,
        kind: 'port',
        detail: from === 'endpoint' ? l10n.t('a named port of endpoints') : l10n.t('in use in policies'),
      }));
    case 'label-key':
      return keysOf(labelsOf(labels, names));
    case 'label-value':
      return valuesOf(key, labelsOf(labels, names));
    default:
      return [];
  }
}

function selector(
  text: string,
  offset: number,
  { replaces, quote }: ValuePlace,
  labels: Labels | undefined,
): Suggestions {
  const written = text.slice(replaces.start, replaces.end);
  // Escapes make positions in the text and in the selector differ.
  if (written.includes('\\') || written.includes("''")) return capped(replaces, []);
  const { start: from, end, expected } = completeSelector(written, offset - replaces.start);
  const typed = written.slice(from, offset - replaces.start);
  const open = /^["']/.exec(typed)?.[0] ?? (quote === "'" ? '"' : "'");
  const items = expected.flatMap((item) => ofSelector(item, open, labels));
  const matching = items.filter(({ label }) => label.toLowerCase().includes(typed.replace(/^["']/, '').toLowerCase()));
  return capped(
    { start: replaces.start + from, end: replaces.start + end },
    // An unquoted “!” at the start would be a tag of YAML.
    matching.filter(({ label }) => label !== '!' || quote !== undefined || from > 0),
  );
}

function ofSelector(item: SelectorExpectation, quote: string, labels: Labels | undefined): readonly Suggestion[] {
  switch (item.kind) {
    case 'word':
      return [{ label: item.word, kind: 'keyword' }];
    case 'key':
      return keysOf(labels);
    case 'value':
      return valuesOf(item.key, labels).map((found) => ({ ...found, label: `${quote}${found.label}${quote}` }));
  }
}

function labelsOf(of: LabelOwner | undefined, names: NamesInUse | undefined): Labels | undefined {
  switch (of) {
    case 'endpoints':
      return names?.labels;
    case 'namespaces':
      return names?.namespaceLabels;
    case 'service-accounts':
      return names?.serviceAccountLabels;
    case 'nodes':
    case 'own':
    case undefined:
      return undefined;
  }
}

function keysOf(labels: Labels | undefined): readonly Suggestion[] {
  return [...(labels ?? [])].map(([label, used]) => ({
    label,
    kind: 'tag',
    detail: endpointCount([...used.values()].reduce((sum, count) => sum + count, 0)),
    documentation: [...used.keys()].slice(0, SHOWN).join(', '),
  }));
}

function valuesOf(key: string | undefined, labels: Labels | undefined): readonly Suggestion[] {
  const used = key === undefined ? undefined : labels?.get(key);
  return [...(used ?? [])].map(([label, count]) => ({ label, kind: 'tag', detail: endpointCount(count) }));
}

/** Maximum number of values in the description of a label. */
const SHOWN = 10;

/** Escapes what snippets give meaning to. */
function escaped(text: string): string {
  return text.replace(/[\\$}]/g, String.raw`\$&`);
}
