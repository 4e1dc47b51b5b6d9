import * as l10n from '@vscode/l10n';
/** A place in a value from outside: keys and indices from its root. */
export type Path = readonly (string | number)[];

/** What is wrong with a part of a value from outside. */
export interface DecodeProblem {
  /** A field that is not known is passed over; what is broken or missing costs the part that needs it. */
  readonly kind: 'broken' | 'missing' | 'unknown-field';
  readonly path: Path;
  /** A sentence for a person. */
  readonly message: string;
}

/** Reads a value from outside. Undefined when it is of no use; then a problem has been reported. */
export type Decoder<T> = (value: unknown, at: Place) => T | undefined;

/** Where a decoder is, and where it reports what it finds. */
export class Place {
  private constructor(
    readonly problems: DecodeProblem[],
    readonly above?: Place,
    readonly step: string | number = '',
  ) {}

  static root(problems: DecodeProblem[]): Place {
    return new Place(problems);
  }

  below(step: string | number): Place {
    return new Place(this.problems, this, step);
  }

  get path(): Path {
    return this.above ? [...this.above.path, this.step] : [];
  }

  report(kind: DecodeProblem['kind'], message: string): undefined {
    this.problems.push({ kind, path: this.path, message });
  }
}

/** What came of decoding: the value, unless a part that it cannot do without is broken; and all that is wrong. */
export interface Decoded<T> {
  readonly value: T | undefined;
  readonly problems: readonly DecodeProblem[];
}

/** Decodes a whole value. */
export function decode<T>(decoder: Decoder<T>, value: unknown): Decoded<T> {
  const problems: DecodeProblem[] = [];
  return { value: decoder(value, Place.root(problems)), problems };
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

/** One of these texts. */
export function oneOf<const T extends string>(...choices: readonly T[]): Decoder<T> {
  return (value, at) => {
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined) at.report('broken', l10n.t('Expected {0}, got {1}.', listing(choices), described(value)));
    return choice;
  };
}

/** A list of which every element is needed: one that is broken breaks it. */
export function list<T>(element: Decoder<T>): Decoder<readonly T[]> {
  return (value, at) => {
    const elements = elementsOf(element, value, at);
    return elements && everyDefined(elements) ? elements : undefined;
  };
}

/** A list that goes on without its broken elements. */
export function looseList<T>(element: Decoder<T>): Decoder<readonly T[]> {
  return (value, at) => elementsOf(element, value, at)?.filter((item) => item !== undefined);
}

function elementsOf<T>(element: Decoder<T>, value: unknown, at: Place): (T | undefined)[] | undefined {
  if (!Array.isArray(value)) {
    at.report('broken', l10n.t('Expected a list, got {0}.', described(value)));
    return undefined;
  }
  return value.map((item: unknown, index) => element(item, at.below(index)));
}

function everyDefined<T>(items: (T | undefined)[]): items is T[] {
  return !items.includes(undefined);
}

/** Texts by name. It goes on without a broken one. */
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

/** A field of an object: how it is read, and what its absence and its fault cost. A null is an absence. */
export interface Field<T, Need extends 'required' | 'optional'> {
  readonly need: Need;
  readonly decoder: Decoder<T>;
  /** Whether the object goes on without it when it is broken. */
  readonly loose: boolean;
}

/** Without it there is no object. */
export function required<T>(decoder: Decoder<T>): Field<T, 'required'> {
  return { need: 'required', decoder, loose: false };
}

/** It may be absent; broken, it breaks the object, which would mean something else without it. */
export function optional<T>(decoder: Decoder<T>): Field<T, 'optional'> {
  return { need: 'optional', decoder, loose: false };
}

/** It may be absent, and is when it is broken. */
export function loose<T>(decoder: Decoder<T>): Field<T, 'optional'> {
  return { need: 'optional', decoder, loose: true };
}

/** For each property of an object type the field that it is read from. */
export type Fields<T> = {
  readonly [K in keyof T]-?: undefined extends T[K]
    ? Field<Exclude<T[K], undefined>, 'optional'>
    : Field<T[K], 'required'>;
};

/** An object of which all fields are known; some of them, `passed`, are not read. Others are reported. */
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

/** An object that may have fields besides, which are passed over. */
export function open<T extends object>(fields: Fields<T>): Decoder<T> {
  const entries = Object.entries<Field<unknown, 'required' | 'optional'>>(fields);
  return (value, at) => {
    if (!isRecord(value)) {
      at.report('broken', l10n.t('Expected an object, got {0}.', described(value)));
      return undefined;
    }
    const found: [string, unknown][] = [];
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
      if (known !== undefined) found.push([name, known]);
      else if (!field.loose) whole = false;
    }
    return whole ? (Object.fromEntries(found) as T) : undefined;
  };
}

/** Whether it is an object as JSON has them, not a list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function described(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'string':
      return `“${value.length > 40 ? `${value.slice(0, 40)}…` : value}”`;
    case 'number':
    case 'boolean':
      return String(value);
    case 'undefined':
      return 'nothing';
    default:
      return 'an object';
  }
}

function listing(choices: readonly string[]): string {
  return choices.length > 1
    ? `${choices.slice(0, -1).join(', ')} or ${choices.at(-1) ?? ''}`
    : (choices[0] ?? 'nothing');
}
