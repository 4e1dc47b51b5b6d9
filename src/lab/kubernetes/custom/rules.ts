import { isFields } from '../objects';
import type { Cause } from '../status-error';
import { below, NoSuchKey, type Rule, type Schema } from './schema';
import { NOWHERE } from './values';

/** Whether a schema, or a part of it, has rules. */
export function hasRules(schema: Schema): boolean {
  switch (schema.type) {
    case 'object':
      return schema.rules.length > 0 || Object.values(schema.fields).some(hasRules);
    case 'map':
    case 'list':
      return hasRules(schema.of);
    case 'string':
      return (schema.rules ?? []).length > 0;
    default:
      return false;
  }
}

/** Checks the rules of a value that has the right form. */
export function ruleCauses(schema: Schema, value: unknown, path: string): Cause[] {
  if (schema.type === 'list' && Array.isArray(value))
    return value.flatMap((item, index) => ruleCauses(schema.of, item, `${path}[${index}]`));
  if (schema.type === 'string') return broken(schema.rules ?? [], value, path);
  if (!isFields(value)) return [];
  if (schema.type === 'map')
    return Object.entries(value).flatMap(([name, item]) => ruleCauses(schema.of, item, below(path, name)));
  if (schema.type !== 'object') return [];
  return [
    ...broken(schema.rules, value, path),
    ...Object.entries(schema.fields).flatMap(([name, field]) =>
      Object.hasOwn(value, name) ? ruleCauses(field, value[name], below(path, name)) : [],
    ),
  ];
}

function broken(rules: readonly Rule[], value: unknown, path: string): Cause[] {
  const field = path === '' ? NOWHERE : path;
  return rules.flatMap((rule): Cause[] => {
    try {
      return rule.holds(value) ? [] : [causeOf(rule, value, field)];
    } catch (error) {
      if (!(error instanceof NoSuchKey)) throw error;
      const message = `Invalid value: "object": ${error.message} evaluating rule: ${rule.message}`;
      return [{ reason: 'FieldValueInvalid', message, field }];
    }
  });
}

/** Only texts and numbers are repeated. */
function causeOf({ message, reason }: Rule, value: unknown, field: string): Cause {
  switch (reason) {
    case 'FieldValueForbidden':
      return { reason, message: `Forbidden: ${message}`, field };
    case 'FieldValueRequired':
      return { reason, message: `Required value: ${message}`, field };
    default: {
      const shown = typeof value === 'object' ? '' : `${JSON.stringify(value)}: `;
      return { reason: 'FieldValueInvalid', message: `Invalid value: ${shown}${message}`, field };
    }
  }
}
