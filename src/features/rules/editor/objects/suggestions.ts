import * as l10n from '@vscode/l10n';
import { endpointCount, podCount } from '../../../../app/text/counts';
import type { PolicyData } from '../../../../cluster/model/snapshot';
import {
  placeAt,
  plainText,
  type KeyPlace,
  type Schema,
  type ValuePlace,
  type ValueSchema,
} from '../../../../policy/documents';
import { completeSelector, type SelectorExpectation } from '../../../../policy/selectors';
import { capped, type Suggestion, type Suggestions } from '../language/completion/rule-suggestions';
import { labelsOf, type CarriedLabels, type Cluster } from './carried-labels';
import { namesInUse } from './names-in-use';

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
  const cluster = policy && {
    names: namesInUse(policy),
    count: policy.resources?.from.kind === 'api' ? podCount : endpointCount,
    namespace: namespaceBefore(text, offset),
  };
  if (place.kind === 'key') return capped(place.replaces, keys(place, cluster));
  const { schema: of } = place;
  if (of.kind !== 'value') return none;
  if (of.of === 'selector') return selector(text, offset, place, labelsOf(of.labels, cluster));
  return capped(place.replaces, values(place, cluster));
}

/** The namespace that an object's metadata names, which are written before what the cursor is at. */
function namespaceBefore(text: string, offset: number): string | undefined {
  return [...text.slice(0, offset).matchAll(/^\s+namespace:\s*["']?([a-z0-9-]+)/gm)].at(-1)?.[1];
}

function keys(
  { schema, taken, isPair, column, needsDash }: KeyPlace,
  cluster: Cluster | undefined,
): readonly Suggestion[] {
  const dash = needsDash ? '- ' : '';
  if (schema.kind === 'map') {
    const labels = schema.of === 'annotations' ? undefined : labelsOf(schema.of, cluster);
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

function values({ schema, quote, key, needsDash }: ValuePlace, cluster: Cluster | undefined): readonly Suggestion[] {
  if (schema.kind !== 'value') return [];
  const dash = needsDash ? '- ' : '';
  const offered = Object.entries(schema.choices ?? {}).map(([label, meaning]): Suggestion => ({
    label,
    kind: 'keyword',
    documentation: meaning(),
  }));
  const used = cluster ? inUse(schema, key, cluster) : [];
  return [...offered, ...used].map((item) => {
    const written = quote || schema.of !== 'label-value' ? item.label : plainText(item.label);
    return { ...item, insert: escaped(`${dash}${written}`) };
  });
}

function inUse({ of, labels }: ValueSchema, key: string | undefined, cluster: Cluster): readonly Suggestion[] {
  const { names, count } = cluster;
  const named = (list: readonly string[]) => list.map((label): Suggestion => ({ label, kind: 'tag' }));
  const counted = (list: ReadonlyMap<string, number>) =>
    [...list].map(([label, endpoints]): Suggestion => ({ label, kind: 'tag', detail: count(endpoints) }));
  switch (of) {
    case 'tier':
      return named(names.tiers);
    case 'namespace':
      return counted(names.namespaces);
    case 'service-account':
      return counted(names.serviceAccounts);
    case 'node':
      return named(names.nodes);
    case 'profile':
      return named(names.profiles);
    case 'net':
      return names.nets.map((label) => ({ label, kind: 'cidr', detail: l10n.t('all addresses of a Calico IP pool') }));
    case 'port':
      return [...names.ports].map(([label, endpoints]) => ({
        label,
        kind: 'port',
        detail: endpoints > 0 ? l10n.t('a named port of {0}', count(endpoints)) : l10n.t('in use in policies'),
      }));
    case 'label-key':
      return keysOf(labelsOf(labels, cluster));
    case 'label-value':
      return valuesOf(key, labelsOf(labels, cluster));
    default:
      return [];
  }
}

function selector(
  text: string,
  offset: number,
  { replaces, quote }: ValuePlace,
  labels: CarriedLabels | undefined,
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

function ofSelector(
  item: SelectorExpectation,
  quote: string,
  labels: CarriedLabels | undefined,
): readonly Suggestion[] {
  switch (item.kind) {
    case 'word':
      return [{ label: item.word, kind: 'keyword' }];
    case 'key':
      return keysOf(labels);
    case 'value':
      return valuesOf(item.key, labels).map((found) => ({ ...found, label: `${quote}${found.label}${quote}` }));
  }
}

function keysOf(labels: CarriedLabels | undefined): readonly Suggestion[] {
  return [...(labels ?? [])].map(([label, { values: used, detail }]) => ({
    label,
    kind: 'tag',
    detail,
    documentation: [...used.keys()].slice(0, SHOWN).join(', '),
  }));
}

function valuesOf(key: string | undefined, labels: CarriedLabels | undefined): readonly Suggestion[] {
  const used = key === undefined ? undefined : labels?.get(key)?.values;
  return [...(used ?? [])].map(([label, detail]) => ({ label, kind: 'tag', detail }));
}

/** Maximum number of values in the description of a label. */
const SHOWN = 10;

/** Escapes what snippets give meaning to. */
function escaped(text: string): string {
  return text.replace(/[\\$}]/g, String.raw`\$&`);
}
