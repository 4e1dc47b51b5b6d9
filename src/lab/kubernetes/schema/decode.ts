import { isFields } from '../objects';
import { zeroOf, type ObjectShape, type Scalar, type Shape } from './shape';

/** A value whose type doesn't fit; the message is that of Go's JSON decoder. */
export class TypeMismatch extends Error {}

/** An object as the server keeps it, and the fields it doesn't know, for example `spec.ingress[0].form`. */
export interface Decoded {
  readonly value: Record<string, unknown>;
  readonly unknown: readonly string[];
}

/**
 * Reads an object by its shape: drops null, empty and unknown fields, and adds those that are always written.
 * @throws TypeMismatch
 */
export function decode(shape: ObjectShape, given: Readonly<Record<string, unknown>>): Decoded {
  const unknown: string[] = [];
  const value = decodeObject(shape, given, { path: '', plain: '', unknown });
  return { value, unknown };
}

interface Place {
  /** With indexes, for messages about unknown fields. */
  readonly path: string;
  /** Without indexes, as Go's decoder names fields. */
  readonly plain: string;
  readonly unknown: string[];
}

function decodeObject(
  shape: ObjectShape,
  given: Readonly<Record<string, unknown>>,
  place: Place,
): Record<string, unknown> {
  const read = new Map<string, unknown>();
  const others: [string, unknown][] = [];
  // Unknown fields are told in the order of the text.
  for (const [name, value] of Object.entries(given)) {
    const field = Object.hasOwn(shape.fields, name) ? shape.fields[name] : undefined;
    if (field) read.set(name, decodeField(field, value, below(place, name), shape.name));
    else if (!shape.open) place.unknown.push(below(place, name).path);
    else if (value !== null) others.push([name, value]);
  }
  const known = Object.entries(shape.fields).flatMap(([name, field]): [string, unknown][] => {
    const value = read.get(name) ?? absent(field);
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries([...known, ...others]);
}

function below(place: Place, name: string): Place {
  const join = (path: string) => (path === '' ? name : `${path}.${name}`);
  return { ...place, path: join(place.path), plain: join(place.plain) };
}

/** What is written for a field without a value. */
function absent(shape: Shape): unknown {
  if (shape.type === 'object') return shape.always ? zeroOf(shape) : undefined;
  if (shape.type === 'map' || shape.type === 'list' || shape.zero !== 'always') return undefined;
  return { string: '', integer: 0, number: 0, boolean: false, port: 0, any: null }[shape.type];
}

function decodeField(shape: Shape, value: unknown, place: Place, owner: string): unknown {
  if (value === null || value === undefined) return undefined;
  const refuse = (): never => {
    const type = goType(shape);
    throw new TypeMismatch(
      `json: cannot unmarshal ${jsonType(value)} into Go struct field ${owner}.${place.plain} of type ${type}`,
    );
  };
  switch (shape.type) {
    case 'object':
      return isFields(value) ? decodeObject(shape, value, place) : refuse();
    case 'map': {
      if (!isFields(value)) return refuse();
      const entries = Object.entries(value).map(([name, item]): [string, unknown] => [
        name,
        decodeField(shape.of, item, mapPlace(place, name), owner) ?? zeroItem(shape.of),
      ]);
      return entries.length === 0 ? undefined : Object.fromEntries(sortedEntries(entries));
    }
    case 'list':
      if (!Array.isArray(value)) return refuse();
      if (value.length === 0) return undefined;
      return value.map((item, index) => {
        const path = `${place.path}[${index}]`;
        return decodeField(shape.of, item, { ...place, path }, owner) ?? zeroItem(shape.of);
      });
    default:
      return decodeScalar(shape, value, refuse);
  }
}

/** Names inside a map are part of the path of unknown fields only. */
function mapPlace(place: Place, name: string): Place {
  return { ...place, path: `${place.path}.${name}` };
}

/** Maps are written sorted by name. */
function sortedEntries(entries: [string, unknown][]): [string, unknown][] {
  return entries.sort(([a], [b]) => (a < b ? -1 : 1));
}

function decodeScalar(shape: Scalar, value: unknown, refuse: () => never): unknown {
  const zero = { string: '', integer: 0, number: 0, boolean: false, port: undefined, any: undefined }[shape.type];
  if (shape.type === 'string' && typeof value !== 'string') return refuse();
  if (shape.type === 'boolean' && typeof value !== 'boolean') return refuse();
  if (shape.type === 'integer' && !isInt32(value)) return refuse();
  if (shape.type === 'number' && typeof value !== 'number') return refuse();
  if (shape.type === 'port' && typeof value !== 'string' && !isInt32(value)) return refuse();
  return value === zero && shape.zero === 'omitted' ? undefined : value;
}

function isInt32(value: unknown): boolean {
  return Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31;
}

/** What null, or an empty value, becomes inside a list or map. */
function zeroItem(shape: Shape): unknown {
  if (shape.type === 'object') return zeroOf(shape);
  return { string: '', integer: 0, number: 0, boolean: false, port: 0, any: null, map: {}, list: [] }[shape.type];
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value;
}

function goType(shape: Shape): string {
  switch (shape.type) {
    case 'object':
      return `v1.${shape.name}`;
    case 'list':
      return `[]${goType(shape.of)}`;
    case 'map':
      return `map[string]${goType(shape.of)}`;
    default:
      return {
        string: 'string',
        integer: 'int32',
        number: 'float64',
        boolean: 'bool',
        port: 'intstr.IntOrString',
        any: 'interface {}',
      }[shape.type];
  }
}
