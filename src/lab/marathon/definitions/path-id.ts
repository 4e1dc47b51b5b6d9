/** One segment of an ID, including the relative ones (Marathon 0.14 PathId). */
const SEGMENT = /^(([a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9])\.)*([a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9])$|^(\.|\.\.)$/;

/** Whether all segments of an absolute or relative ID are valid. */
export function isPathId(id: string): boolean {
  return segments(id).every((segment) => SEGMENT.test(segment));
}

/** Resolves an ID against `base`, including `.` and `..`. */
export function absoluteId(id: string, base = '/'): string {
  const path: string[] = [];
  for (const segment of segments(id.startsWith('/') ? id : `${base}/${id}`)) {
    if (segment === '..') path.pop();
    else if (segment !== '.') path.push(segment);
  }
  return `/${path.join('/')}`;
}

/** Returns the group of an absolute ID; the root is its own parent. */
export function parentId(id: string): string {
  return id.slice(0, id.lastIndexOf('/')) || '/';
}

/** Whether an ID equals another or is below it. */
export function isWithin(id: string, group: string): boolean {
  return group === '/' || id === group || id.startsWith(`${group}/`);
}

function segments(id: string): string[] {
  return id.split('/').filter(Boolean);
}
