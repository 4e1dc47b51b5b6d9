/** Fields of a JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** An entry of `metadata.managedFields`: which fields a manager owns. */
export interface ManagedFields {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  /** RFC 3339, in seconds; missing if the manager never changed anything. */
  readonly time?: string;
  readonly fieldsType: 'FieldsV1';
  readonly fieldsV1: Fields;
  readonly subresource?: string;
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

/** The `metadata` of every object. */
export interface Metadata {
  readonly name: string;
  readonly generateName?: string;
  readonly namespace?: string;
  readonly uid: string;
  /** A decimal number; missing only in answers to dry runs of creations. */
  readonly resourceVersion?: string;
  /** Counts changes of what is wanted; kinds without it have none. */
  readonly generation?: number;
  /** RFC 3339, in seconds. */
  readonly creationTimestamp: string;
  readonly deletionTimestamp?: string;
  /** Seconds. */
  readonly deletionGracePeriodSeconds?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly finalizers?: readonly string[];
  readonly managedFields?: readonly ManagedFields[];
}

/** A stored object of any kind; immutable. */
export interface KubeObject {
  readonly kind: string;
  readonly apiVersion: string;
  readonly metadata: Metadata;
  readonly [field: string]: unknown;
}

/** Reads a field that is an object; {} if it is anything else. */
export function fieldsOf(parent: unknown, ...path: readonly string[]): Fields {
  const value = at(parent, ...path);
  return isFields(value) ? value : {};
}

/** Reads a field that is a list; empty if it is anything else. */
export function listOf(parent: unknown, ...path: readonly string[]): readonly unknown[] {
  const value = at(parent, ...path);
  return Array.isArray(value) ? value : [];
}

/** Reads a field that is text; undefined if it is anything else. */
export function textOf(parent: unknown, ...path: readonly string[]): string | undefined {
  const value = at(parent, ...path);
  return typeof value === 'string' ? value : undefined;
}

/** Reads a field that is a number; undefined if it is anything else. */
export function numberOf(parent: unknown, ...path: readonly string[]): number | undefined {
  const value = at(parent, ...path);
  return typeof value === 'number' ? value : undefined;
}

/** Reads a field at a path of names; undefined if any is missing. */
export function at(parent: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) => (isFields(value) && Object.hasOwn(value, name) ? value[name] : undefined),
    parent,
  );
}

/** Whether a value is a JSON object, not a list. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The current time as the API server writes it: RFC 3339, in seconds. */
export function timestamp(moment = new Date()): string {
  return `${moment.toISOString().slice(0, 19)}Z`;
}
