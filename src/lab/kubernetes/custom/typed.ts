import { isFields } from '../objects';
import type { Schema } from './schema';

/**
 * Returns what server-side apply says of values whose type isn’t that of the schema, for example `.spec.order: expected
 * numeric (int or float), got string`.
 */
export function mistyped(schema: Schema, value: unknown, path = ''): string[] {
  if (value === null || value === undefined) return [];
  const refused = (expected: string): string[] => [`${path}: expected ${expected}, got ${nameOf(value)}`];
  switch (schema.type) {
    case 'object':
      if (!isFields(value)) return refused('map');
      return Object.entries(schema.fields).flatMap(([name, field]) => mistyped(field, value[name], `${path}.${name}`));
    case 'map':
      if (!isFields(value)) return refused('map');
      return Object.entries(value).flatMap(([name, item]) => mistyped(schema.of, item, `${path}.${name}`));
    case 'list':
      if (!Array.isArray(value)) return refused('list');
      return value.flatMap((item, index) => mistyped(schema.of, item, `${path}[${index}]`));
    case 'string':
    case 'boolean':
      return typeof value === schema.type ? [] : refused(schema.type);
    case 'int-or-string':
      return typeof value === 'object' ? refused('scalar') : [];
    default:
      return typeof value === 'number' ? [] : refused('numeric (int or float)');
  }
}

function nameOf(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  return typeof value === 'object' ? 'map' : typeof value;
}
