import { isFields, type Fields } from '../objects';
import type { ObjectShape, Shape } from '../schema/shape';
import { applyConflict, type Cause } from '../status-error';
import { compare } from './compare';
import { FieldTree } from './field-tree';
import { isOf, type Entry, type Writer } from './managed';
import { fieldShape, isAtomic, itemsOf, ownedPart } from './structure';

/** Who applies, and how. */
interface ApplyRequest {
  readonly entries: readonly Entry[];
  readonly writer: Writer;
  readonly force: boolean;
  /** Fields that are no conflict. */
  readonly free?: FieldTree;
  /** RFC 3339. */
  readonly time: string;
}

/** The outcome of server-side apply: the object before its defaults, and the owners of its fields. */
export interface Applied {
  readonly object: Record<string, unknown>;
  readonly entries: Entry[];
}

/**
 * Merges an applied configuration into a live object: sets what it states, and removes what the same manager stated
 * before and nobody else owns.
 * @throws StatusError 409 for fields that others own with another value, unless forced.
 */
export function applyTo(
  shape: ObjectShape,
  live: Fields,
  configuration: Fields,
  { entries, writer, force, free = new FieldTree(), time }: ApplyRequest,
): Applied {
  const { subresource } = writer;
  const stated = fieldSet(shape, statedPart(configuration, subresource));
  const merged = merge(shape, live, configuration) as Record<string, unknown>;
  const { changed } = compare(shape, ownedPart(live, subresource), ownedPart(merged, subresource));
  const own = entries.find((entry) => isOf(entry, writer));
  const others = entries.filter((entry) => entry !== own);
  const conflicts = others
    .map((entry) => ({ entry, fields: entry.fields.both(changed).without(free) }))
    .filter(({ fields }) => !fields.isEmpty);
  if (conflicts.length > 0 && !force) throw conflictOf(conflicts);
  const left = others.map((entry) => ({ ...entry, fields: entry.fields.without(changed) }));
  const kept = left.reduce((tree, { fields }) => tree.union(fields), stated);
  const gone = (own?.fields ?? new FieldTree()).without(kept);
  const object = prune(shape, merged, gone, kept) as Record<string, unknown>;
  const { changed: values, removed } = compare(shape, ownedPart(live, subresource), ownedPart(object, subresource));
  // Who applies what is there already gets no new time.
  const moment = values.isEmpty && removed.isEmpty ? own?.time : time;
  return { object, entries: [...left, { ...writer, ...(moment !== undefined && { time: moment }), fields: stated }] };
}

/** The parts of a configuration that get owners; metadata only if some of it does. */
function statedPart(configuration: Fields, subresource: string | undefined): Fields {
  const { metadata, ...rest } = ownedPart(configuration, subresource);
  return isFields(metadata) && Object.keys(metadata).length > 0 ? { metadata, ...rest } : rest;
}

/** The fields that a configuration states. */
export function fieldSet(shape: Shape, value: unknown): FieldTree {
  const tree = new FieldTree();
  if (isAtomic(shape)) {
    tree.owned = true;
    return tree;
  }
  if ((shape.type === 'object' || shape.type === 'map') && isFields(value)) {
    for (const [name, field] of Object.entries(value)) {
      const below = fieldSet(fieldShape(shape, name, field), field);
      const isEmpty = field === null || (isFields(field) && Object.keys(field).length === 0);
      if (isEmpty || shape.type === 'map') below.owned = true;
      tree.children.set(`f:${name}`, below);
    }
  } else if (shape.type === 'list') {
    for (const [element, item] of itemsOf(shape, value)) {
      const below = fieldSet(shape.of, item);
      below.owned = true;
      tree.children.set(element, below);
    }
  }
  return tree;
}

/** Sets what a configuration states; lists of items keep the others. */
function merge(shape: Shape, live: unknown, stated: unknown): unknown {
  if (stated === undefined) return live;
  if (stated === null || live === undefined || live === null || isAtomic(shape)) return stated;
  if ((shape.type === 'object' || shape.type === 'map') && isFields(live) && isFields(stated)) {
    const merged: Record<string, unknown> = { ...live };
    for (const [name, value] of Object.entries(stated))
      merged[name] = merge(fieldShape(shape, name, value), live[name], value);
    return merged;
  }
  if (shape.type !== 'list') return stated;
  const items = itemsOf(shape, live);
  for (const [element, item] of itemsOf(shape, stated)) items.set(element, merge(shape.of, items.get(element), item));
  return [...items.values()];
}

/** Removes fields, unless something below them is kept. */
function prune(shape: Shape, value: unknown, gone: FieldTree, kept: FieldTree | undefined): unknown {
  if (gone.isEmpty) return value;
  if (gone.owned && (kept?.isEmpty ?? true)) return undefined;
  if ((shape.type === 'object' || shape.type === 'map') && isFields(value)) {
    const entries = Object.entries(value).map(([name, field]) => {
      const below = gone.children.get(`f:${name}`);
      const left = below ? prune(fieldShape(shape, name, field), field, below, kept?.children.get(`f:${name}`)) : field;
      return [name, left] as const;
    });
    return Object.fromEntries(entries.filter(([, field]) => field !== undefined));
  }
  if (shape.type !== 'list') return value;
  const items = [...itemsOf(shape, value)].map(([element, item]) => {
    const below = gone.children.get(element);
    return below ? prune(shape.of, item, below, kept?.children.get(element)) : item;
  });
  return items.filter((item) => item !== undefined);
}

interface Conflict {
  readonly entry: Entry;
  readonly fields: FieldTree;
}

function conflictOf(conflicts: readonly Conflict[]): Error {
  const causes = conflicts.flatMap(({ entry, fields }) =>
    [...fields.paths()].map((field): Cause => ({
      reason: 'FieldManagerConflict',
      message: `conflict with ${nameOf(entry)}`,
      field,
    })),
  );
  const [first] = causes;
  if (first && causes.length === 1)
    return applyConflict(`Apply failed with 1 conflict: ${first.message}: ${first.field ?? ''}`, causes);
  const groups = conflicts.map(
    ({ entry, fields }) =>
      `conflicts with ${nameOf(entry)}:\n${[...fields.paths()].map((path) => `- ${path}`).join('\n')}`,
  );
  return applyConflict(`Apply failed with ${causes.length} conflicts: ${groups.join('\n')}`, causes);
}

function nameOf({ manager, operation, apiVersion }: Entry): string {
  return `${JSON.stringify(manager)}${operation === 'Update' ? ` using ${apiVersion}` : ''}`;
}
