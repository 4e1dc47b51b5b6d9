import { isFields, type Fields } from '../objects';
import { any, atomicList, map, type ListShape, type ObjectShape, type Shape } from '../schema/shape';

/** Fields of metadata that have owners; the server sets the others. */
const OWNED_METADATA = ['annotations', 'finalizers', 'generateName', 'labels', 'ownerReferences'];

/**
 * The parts of an object that owners are recorded for: without the status in writes of the object itself, without the
 * spec in writes of its status.
 */
export function ownedPart(object: Fields, subresource: string | undefined): Fields {
  const { apiVersion: _version, kind: _kind, metadata, ...rest } = object;
  const owned = isFields(metadata)
    ? Object.fromEntries(Object.entries(metadata).filter(([name]) => OWNED_METADATA.includes(name)))
    : {};
  const { status, spec, ...others } = rest;
  if (subresource === 'status') return { metadata: owned, ...(status !== undefined && { status }) };
  return { metadata: owned, ...others, ...(spec !== undefined && { spec }) };
}

/** Whether a field is owned, merged and compared as a whole. */
export function isAtomic(shape: Shape): boolean {
  switch (shape.type) {
    case 'object':
    case 'map':
      return shape.atomic;
    case 'list':
      return shape.identity === 'atomic';
    default:
      return true;
  }
}

/** The shape of a field of an object; for those it doesn't list, what their value looks like. */
export function fieldShape(shape: ObjectShape | ReturnType<typeof map>, name: string, value: unknown): Shape {
  const given = shape.type === 'map' ? shape.of : shape.fields[name];
  if (given && !(given.type === 'any' && isFields(value))) return given;
  if (Array.isArray(value)) return atomicList(any);
  return isFields(value) ? map(any) : any;
}

/** The items of a list by the path elements that identify them, for example `k:{"name":"probe"}`. */
export function itemsOf(shape: ListShape, list: unknown): Map<string, unknown> {
  if (!Array.isArray(list)) return new Map();
  return new Map(list.map((item: unknown) => [itemElement(shape, item), item]));
}

function itemElement({ identity, defaults }: ListShape, item: unknown): string {
  if (!Array.isArray(identity)) return `v:${JSON.stringify(item)}`;
  const fields = isFields(item) ? item : {};
  const keys = [...(identity as readonly string[])]
    .sort()
    .map((name) => [name, fields[name] ?? defaults?.[name] ?? '']);
  return `k:${JSON.stringify(Object.fromEntries(keys))}`;
}
