import * as l10n from '@vscode/l10n';
import { defined, isWhole } from './defined';
import { isRecord } from './json';
import { Shared } from './shared';
import { alternatives } from './text/list';
/** The path to a part of an external value: keys and indices from its root. */
export type Path = readonly (string | number)[];

/** A problem in a part of an external value. */
export interface DecodeProblem {
  /** Unknown fields are ignored. A broken or missing field affects the part that requires it. */
  readonly kind: 'broken' | 'missing' | 'unknown-field';
  readonly path: Path;
  /** A sentence for the user. */
  readonly message: string;
}

/** Reads an external value. Returns undefined for an unusable value, after reporting a problem. */
export type Decoder<T> = (value: unknown, at: DecodePosition) => T | undefined;

/** The current location of a decoder, which also collects its problems. */
export class DecodePosition {
  private constructor(
    readonly problems: DecodeProblem[],
    readonly above?: DecodePosition,
    readonly step: string | number = '',
  ) {}

  static root(problems: DecodeProblem[]): DecodePosition {
    return new DecodePosition(problems);
  }

  below(step: string | number): DecodePosition {
    return new DecodePosition(this.problems, this, step);
  }

  get path(): Path {
    return this.above ? [...this.above.path, this.step] : [];
  }

  report(kind: DecodeProblem['kind'], message: string): undefined {
    this.problems.push({ kind, path: this.path, message });
  }
}

/** The result of decoding: the value, unless a required part is broken, and all problems. */
export interface Decoded<T> {
  readonly value: T | undefined;
  readonly problems: readonly DecodeProblem[];
}

/** Decodes a whole value. */
export function decode<T>(decoder: Decoder<T>, value: unknown): Decoded<T> {
  const problems: DecodeProblem[] = [];
  return { value: decoder(value, DecodePosition.root(problems)), problems };
}

export const text: Decoder<string> = (value, at) =>
  typeof value === 'string' ? value : at.report('broken', l10n.t('Expected text, got {0}.', described(value)));

export const flag: Decoder<boolean> = (value, at) =>
  typeof value === 'boolean'
    ? value
    : at.report('broken', l10n.t('Expected true or false, got {0}.', described(value)));

export const number: Decoder<number> = (value, at) =>
  typeof value === 'number' && Number.isFinite(value)
    ? value
    : at.report('broken', l10n.t('Expected a number, got {0}.', described(value)));

export const integer: Decoder<number> = (value, at) =>
  Number.isSafeInteger(value)
    ? (value as number)
    : at.report('broken', l10n.t('Expected a whole number, got {0}.', described(value)));

/** What Kubernetes calls IntOrString. */
export const integerOrText: Decoder<number | string> = (value, at) =>
  typeof value === 'string' || Number.isSafeInteger(value)
    ? (value as number | string)
    : at.report('broken', l10n.t('Expected a whole number or text, got {0}.', described(value)));

/** Accepts one of the given strings. */
export function oneOf<const T extends string>(...choices: readonly T[]): Decoder<T> {
  return (value, at) => {
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined)
      at.report('broken', l10n.t('Expected {0}, got {1}.', alternatives(choices), described(value)));
    return choice;
  };
}

/** An array in which one broken element breaks the whole. */
export function list<T>(element: Decoder<T>): Decoder<readonly T[]> {
  return (value, at) => {
    const elements = elementsOf(element, value, at);
    return elements && isWhole(elements) ? elements : undefined;
  };
}

/** An array that skips broken elements. */
export function looseList<T>(element: Decoder<T>): Decoder<readonly T[]> {
  return (value, at) => {
    const elements = elementsOf(element, value, at);
    return elements && defined(elements);
  };
}

function elementsOf<T>(element: Decoder<T>, value: unknown, at: DecodePosition): (T | undefined)[] | undefined {
  if (!Array.isArray(value)) {
    at.report('broken', l10n.t('Expected a list, got {0}.', described(value)));
    return undefined;
  }
  return value.map((item: unknown, index) => element(item, at.below(index)));
}

/** Reads values of which most are equal, such as the labels of pods. Equal ones are one object. */
export function shared<T>(decoder: Decoder<T>): Decoder<T> {
  const known = new Shared<T>();
  return (value, at) => {
    const read = decoder(value, at);
    return read === undefined ? undefined : known.same(read);
  };
}

/** A map of strings that skips broken values. */
export const texts: Decoder<Readonly<Record<string, string>>> = (value, at) => {
  if (!isRecord(value)) {
    at.report('broken', l10n.t('Expected a map, got {0}.', described(value)));
    return undefined;
  }
  const entries: [string, string][] = [];
  for (const [name, item] of Object.entries(value)) {
    const known = text(item, at.below(name));
    if (known !== undefined) entries.push([name, known]);
  }
  return Object.fromEntries(entries);
};

/** A field of an object: its decoder, and what happens if it is missing or broken. A null counts as missing. */
export interface Field<T, Need extends 'required' | 'optional'> {
  readonly need: Need;
  readonly decoder: Decoder<T>;
  /** Whether a broken field is treated as missing. */
  readonly loose: boolean;
}

/** A field that the object requires. */
export function required<T>(decoder: Decoder<T>): Field<T, 'required'> {
  return { need: 'required', decoder, loose: false };
}

/** A field that may be missing. If it is broken, so is the object, which would mean something else without it. */
export function optional<T>(decoder: Decoder<T>): Field<T, 'optional'> {
  return { need: 'optional', decoder, loose: false };
}

/** A field that may be missing and is treated as missing when it is broken. */
export function loose<T>(decoder: Decoder<T>): Field<T, 'optional'> {
  return { need: 'optional', decoder, loose: true };
}

/** Maps each property of an object type to the field it is read from. */
export type Fields<T> = {
  readonly [K in keyof T]-?: undefined extends T[K]
    ? Field<Exclude<T[K], undefined>, 'optional'>
    : Field<T[K], 'required'>;
};

/** An object that reports unknown fields, except those in `passed`, which are ignored. */
export function closed<T extends object>(fields: Fields<T>, passed: readonly string[] = []): Decoder<T> {
  const read = open(fields);
  return (value, at) => {
    if (isRecord(value)) {
      for (const name of Object.keys(value)) {
        if (!Object.hasOwn(fields, name) && !passed.includes(name))
          at.below(name).report('unknown-field', l10n.t('Unknown field “{0}”.', name));
      }
    }
    return read(value, at);
  };
}

/** An object that ignores unknown fields. */
export function open<T extends object>(fields: Fields<T>): Decoder<T> {
  const entries = Object.entries<Field<unknown, 'required' | 'optional'>>(fields);
  return (value, at) => {
    if (!isRecord(value)) {
      at.report('broken', l10n.t('Expected an object, got {0}.', described(value)));
      return undefined;
    }
    const found: Record<string, unknown> = {};
    let whole = true;
    for (const [name, field] of entries) {
      const stored = Object.hasOwn(value, name) ? value[name] : undefined;
      if (stored === undefined || stored === null) {
        if (field.need === 'optional') continue;
        at.below(name).report('missing', l10n.t('“{0}” is missing.', name));
        whole = false;
        continue;
      }
      const known = field.decoder(stored, at.below(name));
      if (known !== undefined) found[name] = known;
      else if (!field.loose) whole = false;
    }
    return whole ? (found as T) : undefined;
  };
}

function described(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return l10n.t('a list');
  switch (typeof value) {
    case 'string':
      return `“${value.length > 40 ? `${value.slice(0, 40)}…` : value}”`;
    case 'number':
    case 'boolean':
      return String(value);
    case 'undefined':
      return l10n.t('nothing');
    default:
      return l10n.t('an object');
  }
}
