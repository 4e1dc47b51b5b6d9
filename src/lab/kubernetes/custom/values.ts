import { invalidValue, requiredValue, tooLong, tooMany, unsupportedValue } from '../causes';
import { isFields, type Fields } from '../objects';
import type { Cause } from '../status-error';
import {
  below,
  typeName,
  type ListSchema,
  type NumberSchema,
  type ObjectSchema,
  type Schema,
  type TextSchema,
} from './schema';

/** RFC 3339, as far as the original checks it. */
const DATE_TIME = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

/** The field of causes that the original can’t place. */
export const NOWHERE = '<nil>';

/** Checks the form of a value: types, choices, limits and required fields, in the original’s order. */
export function valueCauses(schema: Schema, value: unknown, path: string): Cause[] {
  const mismatch = typeCauses(schema, value, path);
  switch (schema.type) {
    case 'string':
      return [...mismatch, ...textCauses(schema, value, path)];
    case 'integer':
    case 'number':
      return [...mismatch, ...numberCauses(schema, value, path)];
    case 'list':
      return Array.isArray(value) ? listCauses(schema, value, path) : mismatch;
    case 'map':
      if (!isFields(value)) return mismatch;
      return Object.entries(value).flatMap(([name, item]) => valueCauses(schema.of, item, below(path, name)));
    case 'object':
      return isFields(value) ? objectCauses(schema, value, path) : mismatch;
    default:
      return mismatch;
  }
}

function typeCauses({ type }: Schema, value: unknown, path: string): Cause[] {
  const found = typeOf(value);
  const wrong = (name: string): Cause => ({
    reason: 'FieldValueTypeInvalid',
    message: `Invalid value: "${found}": ${path} in body must be of type ${name}: "${found}"`,
    field: path,
  });
  const wanted = typeName(type);
  if (type === 'int-or-string') {
    if (wanted.split(',').includes(found)) return [];
    return [wrong(wanted), unplaced(`"${path}" must validate at least one schema (anyOf)`), wrong('integer')];
  }
  return found === wanted || (wanted === 'number' && found === 'integer') ? [] : [wrong(wanted)];
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'number' && Number.isInteger(value) ? 'integer' : typeof value;
}

function unplaced(why: string): Cause {
  return invalidValue(NOWHERE, '', why);
}

/** Choices are compared whatever the type; the rest is checked of texts alone. */
function textCauses(schema: TextSchema, value: unknown, path: string): Cause[] {
  const { choices, allOf = [], format } = schema;
  const further = allOf.flatMap((list) => choiceCauses(list, value, path));
  return [
    ...further,
    ...(further.length > 0 ? [unplaced(`"${path}" must validate all the schemas (allOf)`)] : []),
    ...(typeof value === 'string' ? limitCauses(schema, value, path) : []),
    ...(format !== undefined && typeof value === 'string' && !DATE_TIME.test(value)
      ? [
          {
            ...invalidValue(path, value, `${path} in body must be of type ${format}: ${JSON.stringify(value)}`),
            reason: 'FieldValueTypeInvalid',
          } as const,
        ]
      : []),
    ...choiceCauses(choices, value, path),
  ];
}

/** Of several limits, the first one counts. */
function limitCauses({ longest, shortest, pattern }: TextSchema, value: string, path: string): Cause[] {
  const length = Array.from(value).length;
  if (longest !== undefined && length > longest) return [tooLong(path, longest)];
  if (shortest !== undefined && length < shortest)
    return [invalidValue(path, value, `${path} in body should be at least ${shortest} chars long`)];
  if (pattern && !pattern.test(value))
    return [invalidValue(path, value, `${path} in body should match '${pattern.source}'`)];
  return [];
}

function choiceCauses(choices: readonly (string | number)[] | undefined, value: unknown, path: string): Cause[] {
  if (!choices || choices.some((choice) => choice === value)) return [];
  return [unsupportedValue(path, value, choices.map(String))];
}

function numberCauses({ format, least, most, choices, type }: NumberSchema, value: unknown, path: string): Cause[] {
  const outside = typeof value === 'number' && format === 'int32' && (value < -(2 ** 31) || value >= 2 ** 31);
  return [
    ...(outside ? [unplaced(`Checked value must be of type ${type} with format ${format} in ${path}`)] : []),
    ...(typeof value === 'number' && most !== undefined && value > most
      ? [invalidValue(path, value, `${path} in body should be less than or equal to ${most}`)]
      : []),
    ...(typeof value === 'number' && least !== undefined && value < least
      ? [invalidValue(path, value, `${path} in body should be greater than or equal to ${least}`)]
      : []),
    ...choiceCauses(choices, value, path),
  ];
}

function listCauses({ of, least, most }: ListSchema, items: readonly unknown[], path: string): Cause[] {
  return [
    ...items.flatMap((item, index) => valueCauses(of, item, `${path}[${index}]`)),
    ...(least !== undefined && items.length < least ? [tooFew(path, items.length, least, 'items')] : []),
    ...(most !== undefined && items.length > most ? [tooMany(path, items.length, most)] : []),
  ];
}

/** What has too few or too many fields isn’t looked into. */
function objectCauses({ fields, required, least, most }: ObjectSchema, value: Fields, path: string): Cause[] {
  const count = Object.keys(value).length;
  if (least !== undefined && count < least) return [tooFew(path, count, least, 'properties')];
  if (most !== undefined && count > most) return [tooMany(path, count, most)];
  return [
    ...required.filter((name) => !Object.hasOwn(value, name)).map((name) => requiredValue(below(path, name))),
    ...Object.entries(fields).flatMap(([name, field]) =>
      Object.hasOwn(value, name) ? valueCauses(field, value[name], below(path, name)) : [],
    ),
  ];
}

function tooFew(path: string, count: number, least: number, what: string): Cause {
  return invalidValue(path, count, `${path} in body should have at least ${least} ${what}`);
}
