import { duplicateValue, requiredValue } from '../causes';
import { isFields } from '../objects';
import type { Cause } from '../status-error';
import { below, type ListSchema, type Schema } from './schema';

/** Finds items that are in a list twice, and items without what identifies them. */
export function setCauses(schema: Schema, value: unknown, path: string): Cause[] {
  if (schema.type === 'list' && Array.isArray(value)) {
    return [
      ...itemCauses(schema, value, path),
      ...value.flatMap((item, index) => setCauses(schema.of, item, `${path}[${index}]`)),
    ];
  }
  if (!isFields(value)) return [];
  if (schema.type === 'map')
    return Object.entries(value).flatMap(([name, item]) => setCauses(schema.of, item, below(path, name)));
  if (schema.type !== 'object') return [];
  return Object.entries(schema.fields).flatMap(([name, field]) => setCauses(field, value[name], below(path, name)));
}

function itemCauses({ identity }: ListSchema, items: readonly unknown[], path: string): Cause[] {
  if (identity === 'atomic') return [];
  const seen = new Set<string>();
  return items.flatMap((item, index) => {
    const at = `${path}[${index}]`;
    const missing = identity === 'set' ? [] : identity.filter((key) => !isFields(item) || !Object.hasOwn(item, key));
    if (missing.length > 0) return missing.map((key) => requiredValue(below(at, key)));
    const own =
      identity === 'set' ? item : Object.fromEntries(identity.map((key) => [key, isFields(item) && item[key]]));
    const text = JSON.stringify(own);
    if (seen.has(text)) return [duplicateValue(at, own)];
    seen.add(text);
    return [];
  });
}
