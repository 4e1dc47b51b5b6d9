/** What a document may hold at a place. */
export type Schema = ObjectSchema | ListSchema | MapSchema | ValueSchema;

/** An object with known fields. */
export interface ObjectSchema {
  readonly kind: 'object';
  /** In the order in which people write them. */
  readonly fields: Readonly<Record<string, Field>>;
}

export interface ListSchema {
  readonly kind: 'list';
  readonly items: Schema;
}

/** A map with free keys, such as labels. */
export interface MapSchema {
  readonly kind: 'map';
  /** Whose labels they are; the keys and values of annotations are unknown. */
  readonly of: LabelOwner | 'annotations';
}

/**
 * Whose labels a text is about: those of endpoints and network sets, which selectors match, with prefixes also those
 * that endpoints inherit; the own labels of pods; or those of the document's own object, which nothing matches.
 */
export type LabelOwner = 'endpoints' | 'pods' | 'namespaces' | 'service-accounts' | 'nodes' | 'own';

/** A text, number or flag. */
export interface ValueSchema {
  readonly kind: 'value';
  readonly of: ValueKind;
  /** For selectors, and keys and values of labels. */
  readonly labels?: LabelOwner;
  /** The values that a server accepts, with their meanings; undefined if there are too many to list. */
  readonly choices?: Readonly<Record<string, Meaning>>;
}

/** What a value refers to, so that those in use in the cluster can be offered. */
export type ValueKind =
  | 'choice'
  | 'selector'
  | 'label-key'
  | 'label-value'
  | 'tier'
  | 'namespace'
  | 'node'
  | 'profile'
  | 'service-account'
  | 'port'
  | 'net'
  | 'number'
  | 'text';

/** Returns a sentence; a function, since translations are loaded late. */
export type Meaning = () => string;

/** A field of an object. */
export interface Field {
  readonly schema: Schema;
  readonly meaning: Meaning;
}

/** Creates an object's schema. */
export function objectOf(fields: ObjectSchema['fields']): ObjectSchema {
  return { kind: 'object', fields };
}

/** Creates a list's schema. */
export function listOf(items: Schema): ListSchema {
  return { kind: 'list', items };
}

/** Creates the schema of a value that refers to something. */
export function value(of: Exclude<ValueKind, 'choice' | OfLabels>): ValueSchema {
  return { kind: 'value', of };
}

type OfLabels = 'selector' | 'label-key' | 'label-value';

/** Creates the schema of a selector, or of the key or value of a label. */
export function ofLabels(of: OfLabels, labels: LabelOwner): ValueSchema {
  return { kind: 'value', of, labels };
}

/** Creates the schema of a value that is one of a few. */
export function oneOf(choices: Readonly<Record<string, Meaning>>): ValueSchema {
  return { kind: 'value', of: 'choice', choices };
}

/** Creates a field. */
export function field(schema: Schema, meaning: Meaning): Field {
  return { schema, meaning };
}
