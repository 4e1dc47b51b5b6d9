import type { Field, MapSchema, Schema, ValueKind } from './types';

/** Returns a field of an object by its name. */
export function fieldOf(schema: Schema | undefined, name: string): Field | undefined {
  if (schema?.kind !== 'object' || !Object.hasOwn(schema.fields, name)) return undefined;
  return schema.fields[name];
}

const VALUES: Readonly<Record<MapSchema['of'], ValueKind>> = {
  labels: 'label-value',
  'namespace-labels': 'namespace-label-value',
  annotations: 'text',
};

/** Returns the schema of a value under a key. */
export function valueOf(schema: Schema | undefined, key: string): Schema | undefined {
  return schema?.kind === 'map' ? { kind: 'value', of: VALUES[schema.of] } : fieldOf(schema, key)?.schema;
}

/** Returns the schema of a list's elements. */
export function elementOf(schema: Schema | undefined): Schema | undefined {
  return schema?.kind === 'list' ? schema.items : undefined;
}
