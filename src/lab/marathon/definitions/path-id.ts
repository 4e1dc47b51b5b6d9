/** One segment of an id, and the relative ones (Marathon 0.14 PathId). */
const SEGMENT = /^(([a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9])\.)*([a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9])$|^(\.|\.\.)$/;

/** Whether all segments of an id, absolute or relative, are well formed. */
export function isPathId(id: string): boolean {
  return segments(id).every((segment) => SEGMENT.test(segment));
}

/** An id as an absolute one: a relative one is looked up from `base`, and `.` and `..` are resolved. */
export function absoluteId(id: string, base = '/'): string {
  const path: string[] = [];
  for (const segment of segments(id.startsWith('/') ? id : `${base}/${id}`)) {
    if (segment === '..') path.pop();
    else if (segment !== '.') path.push(segment);
  }
  return `/${path.join('/')}`;
}

/** The group that an absolute id stands in; the root is its own parent. */
export function parentId(id: string): string {
  return id.slice(0, id.lastIndexOf('/')) || '/';
}

/** Whether an id is another one or lies below it. */
export function isWithin(id: string, group: string): boolean {
  return group === '/' || id === group || id.startsWith(`${group}/`);
}

function segments(id: string): string[] {
  return id.split('/').filter(Boolean);
}
