import { Float, isObject, type Json } from '../../felix/json';
import { pythonText } from '../../felix/rule';

/** Returns the result of Python's `int()` for a value; undefined if it raises. */
export function pythonInt(value: Json): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  if (value instanceof Float) return Number.isFinite(value.value) ? Math.trunc(value.value) : undefined;
  return typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : undefined;
}

/** The items that iteration over a value yields in Python; undefined if it is not iterable. */
export function pythonItems(value: Json): readonly Json[] | undefined {
  if (Array.isArray(value)) return value;
  if (typeof value === 'string') return Array.from(value);
  return isObject(value) ? Object.keys(value) : undefined;
}

/** `str()` of a value, as `print` outputs it. */
export function pythonPrint(value: Json): string {
  return value === null
    ? 'None'
    : typeof value === 'string'
      ? value
      : Array.isArray(value) || isObject(value)
        ? repr(value)
        : pythonText(value);
}

function repr(value: Json): string {
  if (typeof value === 'string') return `u'${value}'`;
  if (Array.isArray(value)) return `[${value.map(repr).join(', ')}]`;
  if (isObject(value))
    return `{${Object.entries(value)
      .map(([key, item]) => `u'${key}': ${repr(item)}`)
      .join(', ')}}`;
  return pythonPrint(value);
}

/** Converts a value read with Python's distinctions to plain JSON data. */
export function plain(value: Json): unknown {
  if (value instanceof Float) return value.value;
  if (Array.isArray(value)) return value.map(plain);
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)])) : value;
}
