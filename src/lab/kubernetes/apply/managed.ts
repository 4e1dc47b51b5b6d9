import { sameJson } from '../../../base/json';
import type { ManagedFields } from '../objects';
import type { Comparison } from './compare';
import { FieldTree } from './field-tree';

/** Who writes: entries of managedFields with the same are one. */
export interface Writer {
  /** For example `kubectl-client-side-apply`. */
  readonly manager: string;
  readonly operation: ManagedFields['operation'];
  readonly apiVersion: string;
  readonly subresource?: string;
}

/** An entry of managedFields, with its fields as a set. */
export interface Entry extends Writer {
  readonly time?: string;
  readonly fields: FieldTree;
}

export function readEntries(managed: readonly ManagedFields[] | undefined): Entry[] {
  return (managed ?? []).map(({ fieldsV1, ...entry }) => ({ ...entry, fields: FieldTree.from(fieldsV1) }));
}

/** Writes entries in the server's order: applied ones first, then by time and manager; empty ones vanish. */
export function writeEntries(entries: readonly Entry[]): ManagedFields[] {
  const order = ({ operation, time = '', manager, subresource = '' }: Entry) =>
    `${operation} ${time} ${manager} ${subresource}`;
  return entries
    .filter(({ fields }) => !fields.isEmpty)
    .toSorted((a, b) => (order(a) < order(b) ? -1 : 1))
    .map(({ manager, operation, apiVersion, time, fields, subresource }) => ({
      manager,
      operation,
      apiVersion,
      ...(time !== undefined && { time }),
      fieldsType: 'FieldsV1',
      fieldsV1: fields.toJson(),
      ...(subresource !== undefined && { subresource }),
    }));
}

/** Whether an entry is that of a writer. */
export function isOf(entry: Writer, writer: Writer): boolean {
  return (
    entry.manager === writer.manager &&
    entry.operation === writer.operation &&
    entry.apiVersion === writer.apiVersion &&
    entry.subresource === writer.subresource
  );
}

/**
 * Records an update: the writer owns what it changed, and nobody else does.
 * @param time RFC 3339; undefined for writes whose time isn't kept.
 */
export function recordUpdate(
  entries: readonly Entry[],
  writer: Writer,
  { changed, removed }: Comparison,
  time: string | undefined,
): Entry[] {
  const own = entries.find((entry) => isOf(entry, writer));
  const fields = (own?.fields ?? new FieldTree()).union(changed).without(removed);
  const others = entries
    .filter((entry) => entry !== own)
    .map((entry) => ({ ...entry, fields: entry.fields.without(changed).without(removed) }));
  const isSame = own !== undefined && sameJson(own.fields.toJson(), fields.toJson());
  return [...others, isSame ? own : { ...writer, ...(time !== undefined && { time }), fields }];
}
