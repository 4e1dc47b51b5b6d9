import type { YAMLMap } from 'yaml';
import { ofLabels, value, type Field, type Schema } from './types';

/** Returns a field of an object by its name. */
export function fieldOf(schema: Schema | undefined, name: string): Field | undefined {
  if (schema?.kind !== 'object' || !Object.hasOwn(schema.fields, name)) return undefined;
  return schema.fields[name];
}

/** Returns the schema of a value under a key. */
export function valueOf(schema: Schema | undefined, key: string): Schema | undefined {
  if (schema?.kind !== 'map') return fieldOf(schema, key)?.schema;
  return schema.of === 'annotations' ? value('text') : ofLabels('label-value', schema.of);
}

/** Returns the schema of a list's elements. */
export function elementOf(schema: Schema | undefined): Schema | undefined {
  return schema?.kind === 'list' ? schema.items : undefined;
}

/**
 * Returns the label whose values a list in an object holds, as the object names it in another field; undefined for other
 * fields.
 */
export function labelAmong(map: YAMLMap, schema: Schema, name: string): string | undefined {
  const element = elementOf(valueOf(schema, name));
  if (schema.kind !== 'object' || element?.kind !== 'value' || element.of !== 'label-value') return undefined;
  const field = Object.keys(schema.fields).find((other) => isKey(schema.fields[other]?.schema));
  const key: unknown = field === undefined ? undefined : map.get(field);
  return typeof key === 'string' ? key : undefined;
}

function isKey(schema: Schema | undefined): boolean {
  return schema?.kind === 'value' && schema.of === 'label-key';
}
