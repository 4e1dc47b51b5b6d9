/**
 * Whether two values are the same as messages and files hold them: texts, numbers, lists and plain objects. Much of what
 * is compared is the same, and nothing is written down to find that out.
 */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, index) => same(item, b[index]));
  return !Array.isArray(b) && sameEntries(a as Readonly<Record<string, unknown>>, b as Readonly<Record<string, unknown>>);
}

function sameEntries(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]));
}
