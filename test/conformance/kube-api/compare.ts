import { isRecord } from '../../../src/base/json';
import type { Placeholders } from './placeholders';

/**
 * Returns where an answer differs from a recorded one, as paths; placeholders are bound. Texts for people aren't
 * compared: messages of a Status, descriptions of columns.
 */
export function differences(recorded: unknown, actual: unknown, placeholders: Placeholders, path = ''): string[] {
  if (recorded === '…' || recorded === '<jwt>') return [];
  if (typeof recorded === 'string' && typeof actual === 'string')
    return placeholders.fits(recorded, actual) ? [] : [`${path}: ${shown(actual)} instead of ${shown(recorded)}`];
  if (Array.isArray(recorded) && Array.isArray(actual)) {
    if (recorded.length !== actual.length) return [`${path}: ${actual.length} items instead of ${recorded.length}`];
    if (path.endsWith('.managedFields')) return differences(byOwner(recorded), byOwner(actual), placeholders, path);
    if (path.endsWith('.causes')) return listDifferences(ordered(recorded), ordered(actual), placeholders, path);
    return listDifferences(recorded, actual, placeholders, path);
  }
  if (isRecord(recorded) && isRecord(actual)) return fieldDifferences(recorded, actual, placeholders, path);
  return recorded === actual ? [] : [`${path}: ${shown(actual)} instead of ${shown(recorded)}`];
}

function listDifferences(
  recorded: readonly unknown[],
  actual: readonly unknown[],
  placeholders: Placeholders,
  path: string,
): string[] {
  return recorded.flatMap((item, index) => differences(item, actual[index], placeholders, `${path}[${index}]`));
}

function fieldDifferences(
  recorded: Readonly<Record<string, unknown>>,
  actual: Readonly<Record<string, unknown>>,
  placeholders: Placeholders,
  path: string,
): string[] {
  if ('…' in recorded) return [];
  const untold = isMessage(recorded) ? ['message'] : isColumn(recorded) ? ['description'] : [];
  const names = new Map(Object.keys(recorded).map((name) => [placeholders.fill(name) ?? name, name]));
  const missing = [...names]
    .filter(([name]) => !Object.hasOwn(actual, name))
    .map(([name]) => `${path}.${name}: missing`);
  const added = Object.keys(actual)
    .filter((name) => !names.has(name))
    .map((name) => `${path}.${name}: ${shown(actual[name])} instead of nothing`);
  const inside = [...names].flatMap(([name, given]) =>
    Object.hasOwn(actual, name) && !untold.includes(name)
      ? differences(recorded[given], actual[name], placeholders, `${path}.${name}`)
      : [],
  );
  return [...inside, ...missing, ...added];
}

/** The original sorts entries by seconds, which a replay doesn't repeat. */
function byOwner(entries: readonly unknown[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    entries.map((entry) => {
      const { manager, operation, subresource } = isRecord(entry) ? entry : {};
      return [JSON.stringify([manager, operation, subresource]), entry];
    }),
  );
}

/** The original goes through the fields of a schema in any order; it then says that something wasn't checked. */
function ordered(causes: readonly unknown[]): readonly unknown[] {
  const key = (cause: unknown): string => (isRecord(cause) ? JSON.stringify([cause['field'], cause['reason']]) : '');
  const isOfSchema = causes.some((cause) => isRecord(cause) && cause['field'] === '<nil>');
  return isOfSchema ? causes.toSorted((a, b) => (key(a) < key(b) ? -1 : 1)) : causes;
}

/** A Status, or one of its causes; those of an admission policy have a message alone. */
function isMessage(value: Readonly<Record<string, unknown>>): boolean {
  if (!('message' in value)) return false;
  return value['kind'] === 'Status' || Object.keys(value).length === 1 || ('reason' in value && !('type' in value));
}

function isColumn(value: Readonly<Record<string, unknown>>): boolean {
  return 'priority' in value && 'format' in value;
}

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
