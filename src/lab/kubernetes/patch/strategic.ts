import { isFields } from '../objects';
import { fieldShape } from '../apply/structure';
import { any, type ListShape, type Shape } from '../schema/shape';
import { defineField } from './merge';

const DIRECTIVE = '$patch';
const DELETE_FROM = '$deleteFromPrimitiveList/';
const ORDER = '$setElementOrder/';
const RETAIN = '$retainKeys';

/**
 * Applies a strategic merge patch: like a merge patch, but lists that have a key of their items are merged by it, and
 * `$patch` replaces or deletes.
 */
export function strategicPatch(shape: Shape, target: unknown, patch: unknown): unknown {
  if (!isFields(patch)) return patch;
  const { [DIRECTIVE]: directive, ...changes } = patch;
  if (directive === 'delete') return {};
  const result: Record<string, unknown> = directive !== 'replace' && isFields(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(changes)) {
    if (name.startsWith(DELETE_FROM)) {
      const list = name.slice(DELETE_FROM.length);
      if (Array.isArray(result[list]) && Array.isArray(value))
        result[list] = result[list].filter((item: unknown) => !value.includes(item));
    } else if (!name.startsWith(ORDER) && name !== RETAIN) {
      if (value === null) Reflect.deleteProperty(result, name);
      else defineField(result, name, patchField(below(shape, name, value), result[name], value));
    }
  }
  const retained = changes[RETAIN];
  if (!Array.isArray(retained)) return result;
  return Object.fromEntries(Object.entries(result).filter(([name]) => retained.includes(name)));
}

function below(shape: Shape, name: string, value: unknown): Shape {
  return shape.type === 'object' || shape.type === 'map' ? fieldShape(shape, name, value) : any;
}

function patchField(shape: Shape, target: unknown, value: unknown): unknown {
  if (isFields(value)) return strategicPatch(shape, target, value);
  if (!Array.isArray(value) || shape.type !== 'list' || !shape.patch) return value;
  return shape.patch.length === 0 ? addedTo(target, value) : mergedList(shape, shape.patch, target, value);
}

function addedTo(target: unknown, values: readonly unknown[]): unknown[] {
  const old: readonly unknown[] = Array.isArray(target) ? target : [];
  return [...new Set([...values.filter((value) => !old.includes(value)), ...old])];
}

function mergedList(
  shape: ListShape,
  keys: readonly string[],
  target: unknown,
  patches: readonly unknown[],
): unknown[] {
  if (patches.some((patch) => isFields(patch) && patch[DIRECTIVE] === 'replace'))
    return patches.filter((patch) => !(isFields(patch) && patch[DIRECTIVE] === 'replace'));
  let items: unknown[] = Array.isArray(target) ? [...(target as unknown[])] : [];
  for (const patch of patches) {
    const isSame = (item: unknown) =>
      isFields(item) && isFields(patch) && keys.every((key) => item[key] === patch[key]);
    const index = items.findIndex(isSame);
    if (isFields(patch) && patch[DIRECTIVE] === 'delete') items = items.filter((item) => !isSame(item));
    else if (index < 0) items.push(strategicPatch(shape.of, {}, patch));
    else items[index] = strategicPatch(shape.of, items[index], patch);
  }
  return items;
}
