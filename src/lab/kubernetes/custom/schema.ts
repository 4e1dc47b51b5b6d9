import type { CauseReason } from '../status-error';

/**
 * What the API server knows of a value of a custom resource: the part of OpenAPI’s structural schemas that the CRDs of
 * Calico and of cluster-wide policies use.
 */
export type Schema =
  ObjectSchema | MapSchema | ListSchema | TextSchema | NumberSchema | { readonly type: 'boolean' | 'int-or-string' };

export interface ObjectSchema {
  readonly type: 'object';
  readonly fields: Readonly<Record<string, Schema>>;
  readonly required: readonly string[];
  /** Replaced, and owned, as a whole. */
  readonly atomic: boolean;
  /** Numbers of fields. */
  readonly least?: number;
  readonly most?: number;
  readonly rules: readonly Rule[];
}

export interface MapSchema {
  readonly type: 'map';
  readonly of: Schema;
}

export interface ListSchema {
  readonly type: 'list';
  readonly of: Schema;
  /** As in the shapes of built-in kinds. */
  readonly identity: 'atomic' | 'set' | readonly string[];
  /** Numbers of items. */
  readonly least?: number;
  readonly most?: number;
}

export interface TextSchema {
  readonly type: 'string';
  readonly choices?: readonly string[];
  /** Further choices, all of which have to hold (`allOf`). */
  readonly allOf?: readonly (readonly string[])[];
  /** Characters. */
  readonly longest?: number;
  readonly shortest?: number;
  readonly pattern?: RegExp;
  readonly format?: 'date-time';
  /** What is set if it is missing. */
  readonly default?: string;
  readonly rules?: readonly Rule[];
}

export interface NumberSchema {
  readonly type: 'integer' | 'number';
  readonly choices?: readonly number[];
  readonly least?: number;
  readonly most?: number;
  readonly format?: 'int32' | 'int64';
}

/** A rule of `x-kubernetes-validations`, which is checked only once everything has the right form. */
export interface Rule {
  readonly message: string;
  /** Invalid if it is missing. */
  readonly reason?: Extract<CauseReason, 'FieldValueForbidden' | 'FieldValueRequired'>;
  /** @throws NoSuchKey if the original’s expression reads a field that may be missing, and is. */
  readonly holds: (self: unknown) => boolean;
}

/** A rule that can’t be evaluated, which refuses the object too. */
export class NoSuchKey extends Error {
  constructor(name: string) {
    super(`no such key: ${name}`);
  }
}

export const flag: Schema = { type: 'boolean' };
export const numberOrText: Schema = { type: 'int-or-string' };
export const number: Schema = { type: 'number' };

export function text(options: Omit<TextSchema, 'type'> = {}): TextSchema {
  return { type: 'string', ...options };
}

export function choice(...choices: readonly string[]): TextSchema {
  return { type: 'string', choices };
}

export function integer(options: Omit<NumberSchema, 'type'> = {}): NumberSchema {
  return { type: 'integer', ...options };
}

export function list(of: Schema, options: Partial<Omit<ListSchema, 'type' | 'of'>> = {}): ListSchema {
  return { type: 'list', of, identity: 'atomic', ...options };
}

export function textMap(): MapSchema {
  return { type: 'map', of: text() };
}

export function object(
  fields: Readonly<Record<string, Schema>>,
  options: Partial<Omit<ObjectSchema, 'type' | 'fields'>> = {},
): ObjectSchema {
  return { type: 'object', fields, required: [], atomic: false, rules: [], ...options };
}

/** An object that says exactly one of several things. */
export function oneOf(fields: Readonly<Record<string, Schema>>): ObjectSchema {
  return object(fields, { least: 1, most: 1 });
}

/** The name of the type in messages. */
export function typeName(type: Schema['type']): string {
  switch (type) {
    case 'list':
      return 'array';
    case 'map':
      return 'object';
    case 'int-or-string':
      return 'integer,string';
    default:
      return type;
  }
}

/** The path of a field. */
export function below(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
