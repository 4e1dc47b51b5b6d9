import { sameJson } from '../../../base/json';
import { isFields } from '../objects';
import type { ObjectShape, Shape } from '../schema/shape';
import { FieldTree } from './field-tree';
import { fieldShape, isAtomic, itemsOf } from './structure';

/** How an object differs from another. */
export interface Comparison {
  /** Fields that are new, or have another value. */
  readonly changed: FieldTree;
  readonly removed: FieldTree;
}

/** Compares two objects field by field; undefined is one that doesn't exist. */
export function compare(shape: ObjectShape, before: unknown, after: unknown): Comparison {
  const comparison = { changed: new FieldTree(), removed: new FieldTree() };
  walk(shape, before ?? {}, after ?? {}, comparison);
  return comparison;
}

function walk(shape: Shape, before: unknown, after: unknown, { changed, removed }: Comparison): void {
  if (sameJson(before, after)) return;
  if (isAtomic(shape)) {
    if (after === undefined) removed.owned = true;
    else changed.owned = true;
    return;
  }
  const isRequired = shape.type === 'list' && shape.required === true;
  if (before === undefined && !isRequired) changed.owned = true;
  if (after === undefined && !isRequired) removed.owned = true;
  for (const [element, [old, now, below]] of childrenOf(shape, before, after)) {
    const child = { changed: new FieldTree(), removed: new FieldTree() };
    walk(below, old, now, child);
    if (!child.changed.isEmpty) changed.children.set(element, child.changed);
    if (!child.removed.isEmpty) removed.children.set(element, child.removed);
  }
}

/** The fields or items of either value, with their shape. */
function childrenOf(shape: Shape, before: unknown, after: unknown): Map<string, [unknown, unknown, Shape]> {
  const children = new Map<string, [unknown, unknown, Shape]>();
  if (shape.type === 'object' || shape.type === 'map') {
    const old = isFields(before) ? before : {};
    const now = isFields(after) ? after : {};
    for (const name of new Set([...Object.keys(old), ...Object.keys(now)])) {
      children.set(`f:${name}`, [old[name], now[name], fieldShape(shape, name, now[name] ?? old[name])]);
    }
  } else if (shape.type === 'list') {
    const old = itemsOf(shape, before);
    const now = itemsOf(shape, after);
    for (const element of new Set([...old.keys(), ...now.keys()]))
      children.set(element, [old.get(element), now.get(element), shape.of]);
  }
  return children;
}
