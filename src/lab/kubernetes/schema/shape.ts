/**
 * What the API server knows of a field: its type, whether an absent or empty value is written, and how lists and
 * objects merge. From the public types of Kubernetes.
 */
export type Shape = Scalar | MapShape | ListShape | ObjectShape;

export interface Scalar {
  /** `port` is a number or a name; `any` is left alone. */
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'port' | 'any';
  /**
   * What Go writes for the type's zero value: `omitted`, `kept` if it was given (a pointer), or `always`, even if it was
   * not.
   */
  readonly zero: 'omitted' | 'kept' | 'always';
}

export interface MapShape {
  readonly type: 'map';
  readonly of: Shape;
  /** Replaced, and owned, as a whole. */
  readonly atomic: boolean;
}

export interface ListShape {
  readonly type: 'list';
  readonly of: Shape;
  /** The fields that identify an item; `set` if it is its own identity; `atomic` if the list is replaced as a whole. */
  readonly identity: readonly string[] | 'set' | 'atomic';
  /** Whether strategic merge patches merge by these fields, or, if it is empty, add to the list. */
  readonly patch?: readonly string[];
  /** Whether the list is there, as null, even if nothing was given; nobody owns it then, but its items only. */
  readonly required?: boolean;
  /** Defaults to fill into items, for identities that may leave out a field. */
  readonly defaults?: Readonly<Record<string, unknown>>;
}

export interface ObjectShape {
  readonly type: 'object';
  /** The name of its Go type, for messages. */
  readonly name: string;
  readonly fields: Readonly<Record<string, Shape>>;
  readonly atomic: boolean;
  /** Written as {} even if absent. */
  readonly always: boolean;
  /** Keeps fields that are not listed. */
  readonly open: boolean;
}

export const string: Scalar = { type: 'string', zero: 'omitted' };
export const integer: Scalar = { type: 'integer', zero: 'omitted' };
export const boolean: Scalar = { type: 'boolean', zero: 'omitted' };
export const port: Scalar = { type: 'port', zero: 'kept' };
export const any: Scalar = { type: 'any', zero: 'kept' };

/** A pointer: '', 0 and false are values like others. */
export function kept(shape: Scalar): Scalar {
  return { ...shape, zero: 'kept' };
}

/** A field that is written even if it is '' or 0. */
export function always(shape: Scalar): Scalar {
  return { ...shape, zero: 'always' };
}

export function map(of: Shape, atomic = false): MapShape {
  return { type: 'map', of, atomic };
}

/** A list that is replaced as a whole. */
export function atomicList(of: Shape): ListShape {
  return { type: 'list', of, identity: 'atomic' };
}

/** A list of different values. */
export function set(of: Shape): ListShape {
  return { type: 'list', of, identity: 'set', patch: [] };
}

/** A list of items that fields identify. */
export function listMap(
  of: Shape,
  identity: readonly string[],
  { patch = identity.slice(0, 1), ...others }: Pick<ListShape, 'patch' | 'defaults' | 'required'> = {},
): ListShape {
  return { type: 'list', of, identity, patch, ...others };
}

type Options = Partial<Pick<ObjectShape, 'atomic' | 'always' | 'open'>>;

export function object(name: string, fields: Readonly<Record<string, Shape>>, options: Options = {}): ObjectShape {
  return { type: 'object', name, fields, atomic: false, always: false, open: false, ...options };
}

/** The zero value of an object: what Go writes for a new one. */
export function zeroOf(shape: ObjectShape): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(shape.fields).flatMap(([name, field]): [string, unknown][] => {
      if (field.type === 'object') return field.always ? [[name, zeroOf(field)]] : [];
      if (field.type === 'list') return field.required ? [[name, null]] : [];
      if (field.type === 'map' || field.zero !== 'always') return [];
      return [[name, field.type === 'integer' ? 0 : field.type === 'boolean' ? false : '']];
    }),
  );
}
