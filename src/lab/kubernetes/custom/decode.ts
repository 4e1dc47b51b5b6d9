import { groupVersion, type Kind } from '../kinds/kind';
import { isFields, type Fields } from '../objects';
import { decode, type Decoded } from '../schema/decode';
import { head } from '../schema/metadata';
import { object as shape } from '../schema/shape';
import { below, type ObjectSchema, type Schema } from './schema';

/**
 * Reads a custom resource in the form it is stored in: without fields that its schema doesn’t know and without nulls,
 * with the schema’s defaults. Types other than those of the metadata are checked later.
 * @throws TypeMismatch
 */
export function decodeCustom(kind: Kind, schema: ObjectSchema, given: Fields): Decoded {
  const { apiVersion: _version, kind: _kind, metadata, ...rest } = given;
  const decoded = decode(shape(kind.kind, head), { metadata });
  const unknown: string[] = [...decoded.unknown];
  const value = settled(schema, rest, '', unknown) as Fields;
  return {
    value: structuredClone({ ...decoded.value, ...value, kind: kind.kind, apiVersion: groupVersion(kind) }),
    unknown: unknown.sort(),
  };
}

function settled(schema: Schema, value: unknown, path: string, unknown: string[]): unknown {
  if (schema.type === 'list' && Array.isArray(value))
    return value.map((item, index) => settled(schema.of, item, `${path}[${index}]`, unknown));
  if (!isFields(value)) return value;
  if (schema.type === 'map') {
    const entries = Object.entries(value).filter(([, item]) => item !== null);
    return Object.fromEntries(
      entries.map(([name, item]) => [name, settled(schema.of, item, below(path, name), unknown)]),
    );
  }
  return schema.type === 'object' ? settledFields(schema, value, path, unknown) : value;
}

function settledFields({ fields }: ObjectSchema, value: Fields, path: string, unknown: string[]): Fields {
  const result: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(value)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!field) unknown.push(below(path, name));
    else if (item !== null) result[name] = settled(field, item, below(path, name), unknown);
  }
  for (const [name, field] of Object.entries(fields))
    if (field.type === 'string' && field.default !== undefined) result[name] ??= field.default;
  return result;
}
